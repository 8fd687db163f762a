# SPDX-License-Identifier: GPL-2.0
# The verbs a person types; "make help" lists them. Objects are in Kbuild.

# The kernel this machine runs, or another one that KDIR names.
KDIR ?= /lib/modules/$(shell uname -r)/build
# A stock Debian kernel, fetched and booted in a virtual machine.
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
# A -j given by the person reaches sub-makes by itself.
PARALLEL = $(if $(findstring --jobserver,$(MAKEFLAGS)),,-j$(shell nproc))
CROSS_PREFIX = $$(. $(VM)/common.sh && cross_prefix)

# Kbuild writes next to its sources, so each kernel gets its own tree of
# symbolic links; links to sources that are gone would still be compiled.
mirror = mkdir -p $(1) && cp -asf $(addprefix $(CURDIR)/,Kbuild dkms.conf module include) $(1)/ && \
	find $(1) -xtype l -delete

.DEFAULT_GOAL := all
.PHONY: all kdir install test-modules dkms-source modules kmod tests tools demo demo-qemu unit fuzz coverage mutants check check-all shell bench bench-accept setup setup-check setup-fuzz setup-bench readme-hosts clean help

# Kbuild takes no blanks either, but says less about it.
blank = $(filter-out 1,$(words [$(1)]))
ifneq ($(call blank,$(CURDIR)),)
$(error kbuild cannot work in a directory with a blank in its name: $(CURDIR))
endif
# "make -C KDIR" with the compiler that its kernel was built with.
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

# Stock headers have neither the key to sign with nor the System.map without
# which kbuild leaves out depmod. Debian's 6.1 is called 6.1.0-NUMBER, which
# "make kernelrelease" does not know.
install: all
	+$(KMAKE) M=$(NATIVE) $(if $(wildcard $(KDIR)/certs/signing_key.pem),,CONFIG_MODULE_SIG_ALL=) \
		$(if $(INSTALL_MOD_PATH),INSTALL_MOD_PATH=$(abspath $(INSTALL_MOD_PATH))) DEPMOD=true modules_install
	PATH=$$PATH:/usr/sbin:/sbin depmod $(if $(INSTALL_MOD_PATH),-b $(INSTALL_MOD_PATH)) \
		$(shell sed -n 's/^#define UTS_RELEASE "\(.*\)"/\1/p' '$(KDIR)/include/generated/utsrelease.h' 2>/dev/null)

# For "make -C selftests run_tests" on this machine: all modules in one place.
test-modules: all
	@mkdir -p $(NATIVE)/selftests $(NATIVE)/tests && cp -asf $(CURDIR)/selftests/kmod $(NATIVE)/selftests/
	@find $(NATIVE)/selftests/kmod -xtype l -delete
	+$(KMAKE) $(PARALLEL) M=$(NATIVE)/selftests/kmod KBUILD_EXTRA_SYMBOLS=$(NATIVE)/Module.symvers modules
	cp $(NATIVE)/*.ko $(NATIVE)/selftests/kmod/*.ko $(NATIVE)/tests/

# What DKMS builds from; "dkms install" goes on from there.
dkms-source:
	rm -rf '$(DKMS_SOURCE)'
	mkdir -p '$(DKMS_SOURCE)'
	cp -r Kbuild LICENSE dkms.conf kmake include module '$(DKMS_SOURCE)/'

modules: setup
	@$(call mirror,$(OUT))
	+@$(VM)/kbuild $(HOST) $(OUT) $(PARALLEL) modules

# Modules that only tests load.
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

# For the machine that it is built on, or another one with CROSS_COMPILE=.
tools:
	+@$(MAKE) $(PARALLEL) -C tools

demo: modules tests
	@$(VM)/run --host $(HOST) --name demo --plain demo.sh

demo-qemu: modules tests
	@$(VM)/run --host $(HOST) --name demo-qemu --mem 4096 --root qemu --plain demo-qemu.sh

# The core as programs of this machine: nothing that is not already there is
# needed, but for the fuzzer.
unit:
	+@$(UNIT)/run --totals $(PARALLEL)

fuzz: setup-fuzz
	@$(UNIT)/fuzz $(FUZZ_SECONDS)

coverage:
	+@$(UNIT)/coverage $(PARALLEL)

mutants:
	@$(UNIT)/mutate

# All hosts if none is named, those other than 6.12 with few strategies.
CHECKED = $(if $(filter file,$(origin HOST)),$$($(VM)/packages --list),$(HOST))

check: setup-check
	@hosts="$(CHECKED)" && $(CHECK)/run --hosts "$$hosts" --full "$(HOST)" $(BOOTS)

check-all: setup-check
	@hosts=$$($(VM)/packages --list) && $(CHECK)/run --hosts "$$hosts" --full "$$hosts" --long $(BOOTS)

shell: kmod tests
	@$(VM)/run --host $(HOST) $(if $(USERLAND),--root $(USERLAND) --mem 4096) --interactive

# What it costs, counted in instructions, and what it should.
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

# Where there is no apt, the fuzzer says what it lacks.
setup-fuzz:
	@! command -v apt-get >/dev/null || $(VM)/setup fuzz

# From the results that the last "make check" or "make check-all" left in build/.
readme-hosts:
	@$(CHECK)/matrix --write README.md

clean:
	rm -rf build

help:
	@echo 'make                       build for the running kernel (or KDIR=, ARCH=, CROSS_COMPILE=)'
	@echo 'make install               install what "make" built (INSTALL_MOD_PATH=) and run depmod'
	@echo 'make test-modules          the modules that tests load, too (then "make -C selftests run_tests" on an ARM host)'
	@echo 'make tools                 kvm-arm-wp-stat, which shows what the module reports (then "make -C tools install")'
	@echo 'make dkms-source           the sources to $$(DESTDIR)/usr/src/, for "dkms install kvm-arm-wp/VERSION"'
	@echo 'make demo                  boot an ARM64 KVM host and track a migrating guest'
	@echo 'make demo-qemu             a guest of QEMU there, live-migrated, with what the module and QEMU say of it'
	@echo 'make unit                  tests of what edits tables, on this machine, without a kernel: under a minute'
	@echo 'make fuzz FUZZ_SECONDS=60  the same with what a fuzzer comes up with, so long for each page size'
	@echo 'make coverage              which lines and branches "make unit" gets to'
	@echo 'make mutants               does "make unit" notice what is broken on purpose?'
	@echo 'make check                 unit tests, static checks, then every test in virtual machines: in full on 6.12,'
	@echo '                           with few strategies on the other hosts'
	@echo 'make check HOST=6.1        in full on this host, on no other'
	@echo 'make check BOOTS="main"    only these boots of selftests/check/jobs'
	@echo 'make check-all             every test with every strategy on every host'
	@echo 'make bench HOST=6.1        measure in the virtual machine, into build/6.1/bench/; what differs from the last results'
	@echo 'make bench PARTS=rounds    just that part, beside stock; WAYS=stock-lazy,inplace/inplace chooses ways, too'
	@echo 'make bench-accept          take these over, into selftests/bench/results/ and README.md, to be committed'
	@echo 'make modules HOST=6.1      build for a stock Debian kernel, into build/6.1/'
	@echo 'make shell HOST=6.1        a console in the virtual machine, modules at hand (USERLAND=qemu, USERLAND=trace: with these)'
	@echo 'make kmod HOST=6.1         build the modules that only tests load'
	@echo 'make tests                 build the test programs, the same for each HOST'
	@echo 'make setup                 install what demo, modules and shell need (setup-check, setup-fuzz, setup-bench)'
	@echo 'make readme-hosts          write the table of hosts into README.md, from the last results'
	@echo 'make clean                 remove build/'
	@echo
	@echo 'HOST is one of: '$$($(VM)/packages --list)'; without it, 6.12, and for check all of them.'
	@echo 'Downloads are kept in $$KVM_ARM_WP_CACHE, by default ~/.cache/kvm_arm_wp.'
