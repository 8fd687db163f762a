// SPDX-License-Identifier: GPL-2.0
/*
 * 6.13, "module: Convert symbol namespace to string literal" (cdd30ebb1b9f):
 * EXPORT_SYMBOL_NS() and MODULE_IMPORT_NS() no longer turn the name into a
 * string.  Try the name first: a kernel that takes a name also compiles a
 * string, and puts its quotation marks into the namespace.
 */
#include <linux/module.h>

#if defined(KVM_ARM_WP_NAMESPACE_IS_NAME)
MODULE_IMPORT_NS(KVM_ARM_WP);
#elif defined(KVM_ARM_WP_NAMESPACE_IS_STRING)
MODULE_IMPORT_NS("KVM_ARM_WP");
#else
#error "MODULE_IMPORT_NS() of this kernel takes neither a name nor a string"
#endif
