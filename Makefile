# SPDX-License-Identifier: GPL-2.0
# Targets for people; "make help" lists them. The modules' objects are in Kbuild.

# Build directory of the kernel to build for.
KDIR ?= /lib/modules/$(shell uname -r)/build
# Stock Debian kernel to fetch and boot in a virtual machine.
HOST ?= 6.12

MAKEFLAGS += --no-print-directory

VM := selftests/vm
CHECK := selftests/check
UNIT := selftests/unit
BENCH := selftests/bench
OUT = $(CURDIR)/build/$(HOST)
NATIVE = $(CURDIR)/build/kdir
# The test programs are the same for each HOST.
TESTS = $(CURDIR)/build/tests
DKMS_SOURCE = $(DESTDIR)/usr/src/kvm-arm-wp-$(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
# If make was called with -j, the jobserver serves sub-makes.
PARALLEL = $(if $(findstring --jobserver,$(MAKEFLAGS)),,-j$(shell nproc))
CROSS_PREFIX = $$(. $(VM)/common.sh && cross_prefix)

# Kbuild writes next to its sources, so each kernel gets its own tree of
# symbolic links. Links to deleted sources are removed.
mirror = mkdir -p $(1) && cp -asf $(addprefix $(CURDIR)/,Kbuild dkms.conf module include) $(1)/ && \
	find $(1) -xtype l -delete

.DEFAULT_GOAL := all
.PHONY: all kdir install test-modules dkms-source modules kmod tests tools demo demo-qemu unit fuzz coverage mutants check check-all shell bench bench-accept setup setup-check setup-fuzz setup-bench readme-hosts clean help

# Kbuild cannot handle blanks in paths. Say so: its own message is unclear.
blank = $(filter-out 1,$(words [$(1)]))
ifneq ($(call blank,$(CURDIR)),)
$(error kbuild cannot work in a directory with a blank in its name: $(CURDIR))
endif
# "make -C KDIR", with the compiler that built the kernel.
KMAKE = $(CURDIR)/kmake $(KDIR)
refuse_kdir = { echo 'KDIR=$(KDIR): $(1)' >&2; exit 1; }

kdir:
	@$(if $(call blank,$(KDIR)),$(call refuse_kdir,kbuild cannot work with a blank in the name),:)
	@test -e '$(KDIR)/Makefile' || \
		$(call refuse_kdir,no kernel headers there; install linux-headers-$(shell uname -r) or name others with KDIR=)
	@grep -qsx CONFIG_ARM64=y '$(KDIR)/include/config/auto.conf' || \
		$(call refuse_kdir,no configured kernel for arm64)

all: kdir
	@$(call mirror,$(NATIVE))
	+$(KMAKE) $(PARALLEL) M=$(NATIVE) modules

# Stock headers have no signing key, so do not sign. They have no System.map
# either, without which kbuild does not run depmod, so run it here. Its release
# is from utsrelease.h, because "make kernelrelease" prints the upstream release
# of Debian's 6.1 and not 6.1.0-NUMBER.
install: all
	+$(KMAKE) M=$(NATIVE) $(if $(wildcard $(KDIR)/certs/signing_key.pem),,CONFIG_MODULE_SIG_ALL=) \
		$(if $(INSTALL_MOD_PATH),INSTALL_MOD_PATH=$(abspath $(INSTALL_MOD_PATH))) DEPMOD=true modules_install
	PATH=$$PATH:/usr/sbin:/sbin depmod $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) \
		$(shell sed -n 's/^#define UTS_RELEASE "\(.*\)"/\1/p' '$(KDIR)/include/generated/utsrelease.h' 2>/dev/null)

# All modules in one directory, for "make -C selftests run_tests" on this machine.
test-modules: all
	@mkdir -p $(NATIVE)/selftests $(NATIVE)/tests && cp -asf $(CURDIR)/selftests/kmod $(NATIVE)/selftests/
	@find $(NATIVE)/selftests/kmod -xtype l -delete
	+$(KMAKE) $(PARALLEL) M=$(NATIVE)/selftests/kmod KBUILD_EXTRA_SYMBOLS=$(NATIVE)/Module.symvers modules
	cp $(NATIVE)/*.ko $(NATIVE)/selftests/kmod/*.ko $(NATIVE)/tests/

# The sources for "dkms install".
dkms-source:
	rm -rf '$(DKMS_SOURCE)'
	mkdir -p '$(DKMS_SOURCE)'
	cp -r Kbuild LICENSE dkms.conf kmake include module '$(DKMS_SOURCE)/'

modules: setup
	@$(call mirror,$(OUT))
	+@$(VM)/kbuild $(HOST) $(OUT) $(PARALLEL) modules

# The modules that only tests load.
kmod: modules
	@mkdir -p $(OUT)/selftests && cp -asf $(CURDIR)/selftests/kmod $(OUT)/selftests/
	@find $(OUT)/selftests/kmod -xtype l -delete
	+@$(VM)/kbuild $(HOST) $(OUT)/selftests/kmod $(PARALLEL) \
		KBUILD_EXTRA_SYMBOLS=$(OUT)/Module.symvers modules

tests: setup
	@mkdir -p $(TESTS)
	@dir=$$($(VM)/packages common) && flock $(TESTS)/.lock $(MAKE) $(PARALLEL) -C selftests \
		ARCH=arm64 CROSS_COMPILE=$(CROSS_PREFIX) KSRC="$$dir/source" KHDR="$$dir/uapi" OUTPUT=$(TESTS)
	@flock $(TESTS)/.lock $(MAKE) -s $(PARALLEL) -C tools CC="$(CROSS_PREFIX)gcc" STATIC=1 OUTPUT=$(TESTS)/tools && \
		cp -u $(TESTS)/tools/kvm-arm-wp-stat $(TESTS)/

# For this machine, or another one with CROSS_COMPILE=.
tools:
	+@$(MAKE) $(PARALLEL) -C tools

demo: modules tests
	@$(VM)/run --host $(HOST) --name demo --plain demo.sh

demo-qemu: modules tests
	@$(VM)/run --host $(HOST) --name demo-qemu --mem 4096 --root qemu --plain demo-qemu.sh

# The core as programs of this machine. Only the fuzzer installs packages.
unit:
	+@$(UNIT)/run --totals $(PARALLEL)

fuzz: setup-fuzz
	@$(UNIT)/fuzz $(FUZZ_SECONDS)

coverage:
	+@$(UNIT)/coverage $(PARALLEL)

mutants:
	@$(UNIT)/mutate

# All hosts if HOST is not set. Hosts other than 6.12 get few strategies.
CHECKED = $(if $(filter file,$(origin HOST)),$$($(VM)/packages --list),$(HOST))

check: setup-check
	@hosts="$(CHECKED)" && $(CHECK)/run --hosts "$$hosts" --full "$(HOST)" $(BOOTS)

check-all: setup-check
	@hosts=$$($(VM)/packages --list) && $(CHECK)/run --hosts "$$hosts" --full "$$hosts" --long $(BOOTS)

shell: kmod tests
	@$(VM)/run --host $(HOST) $(if $(USERLAND),--root $(USERLAND) --mem 4096) --interactive

# Measures costs in instructions and compares them with the targets.
bench: setup-bench kmod tests
	@$(BENCH)/run $(if $(WAYS)$(PARTS),--only $(or $(WAYS),all) $(or $(PARTS),all)) $(HOST)

bench-accept:
	@$(BENCH)/accept $(HOST)

setup:
	@$(VM)/setup demo

setup-check:
	@$(VM)/setup check

setup-bench:
	@$(VM)/setup bench

# Without apt, the fuzzer says which packages are missing.
setup-fuzz:
	@! command -v apt-get >/dev/null || $(VM)/setup fuzz

# Writes the table of hosts from the results of the last "make check" or "make check-all".
readme-hosts:
	@$(CHECK)/matrix --write README.md

clean:
	rm -rf build

help:
	@echo 'Use: on an ARM64 KVM host, or for one with KDIR=, ARCH=, CROSS_COMPILE='
	@echo '  make                    build the modules for the running kernel'
	@echo '  make install            install them (INSTALL_MOD_PATH=) and run depmod'
	@echo '  make dkms-source        copy the sources to $$(DESTDIR)/usr/src/ for "dkms install kvm-arm-wp/VERSION"'
	@echo '  make tools              build kvm-arm-wp-stat, the viewer; "make -C tools install" installs it'
	@echo
	@echo 'Try: on any Debian machine, in a virtual machine with a stock ARM64 kernel'
	@echo '  make demo               track a guest through a migration'
	@echo '  make demo-qemu          live-migrate a guest from one QEMU to another'
	@echo '  make shell              open a console; USERLAND=qemu or USERLAND=trace adds these tools'
	@echo
	@echo 'Test'
	@echo '  make unit               test the code that edits tables as a program of this machine: under a minute'
	@echo '  make check              run unit tests, static checks, and all tests in virtual machines: all strategies'
	@echo '                          on 6.12, few on the other hosts; HOST=6.1: all on this host alone;'
	@echo '                          BOOTS="main": only these boots of $(CHECK)/jobs'
	@echo '  make check-all          run each test with each strategy on each host'
	@echo '  make bench              measure into build/HOST/bench/ and compare with the committed results;'
	@echo '                          PARTS=rounds: this part alone; WAYS=stock-lazy,inplace/inplace: these ways alone'
	@echo '  make fuzz               test with what a fuzzer finds, for FUZZ_SECONDS=60 with each page size'
	@echo '  make coverage           print the lines and branches that "make unit" does not reach'
	@echo '  make mutants            check that "make unit" notices faults put in on purpose'
	@echo '  make test-modules       build for "make -C selftests run_tests" on an ARM64 KVM host'
	@echo
	@echo 'Maintain'
	@echo '  make bench-accept       copy the results of "make bench" to $(BENCH)/results/ and README.md'
	@echo '  make readme-hosts       write the table of hosts into README.md, from the results of "make check"'
	@echo '  make modules            build the modules for a stock kernel, into build/HOST/; make kmod: those of tests, too'
	@echo '  make tests              build the test programs, the same for each HOST'
	@echo '  make setup              install what demo, shell and modules need (setup-check, setup-bench, setup-fuzz)'
	@echo '  make clean              remove build/'
	@echo
	@echo "HOST=  one of $$($(VM)/packages --list | xargs); 6.12 if not given, and for check all of them"
	@echo 'Downloads are kept in $$KVM_ARM_WP_CACHE, by default ~/.cache/kvm_arm_wp.'
