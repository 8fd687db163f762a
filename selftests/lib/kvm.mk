# SPDX-License-Identifier: GPL-2.0
#
# Run in the directory of the kernel's KVM selftests: their Makefile knows which objects make up
# the library, this adds one object that holds them all. An archive would not do: the library's
# own memcpy() and friends must win over the C library's, which guests cannot call.

include Makefile

$(OUTPUT)/libkvm.o: $(LIBKVM_OBJS)
	$(CROSS_COMPILE)ld -r -o $@ $^
