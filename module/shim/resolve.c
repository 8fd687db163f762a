// SPDX-License-Identifier: GPL-2.0
/* Looks up the addresses of kernel functions that are not exported. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/seq_file.h>

#include "shim.h"

struct shim_symbols shim_kvm;

#define SHIM_BODY(name, ...) unsigned long shim_body_##name;
SHIM_EDITORS(SHIM_BODY, SHIM_BODY)
SHIM_REDIRECTS(SHIM_BODY, SHIM_BODY)
SHIM_CHANGES(SHIM_BODY)
SHIM_FAULTS(SHIM_BODY)
SHIM_WATCHES(SHIM_BODY)

struct shim_symbol {
	const char *name;
	void **address;
	bool required;
};

#define SHIM_REQUIRED(_name) { #_name, (void **)&shim_kvm._name, true },
#define SHIM_OPTIONAL(_name) { #_name, (void **)&shim_kvm._name, false },
static const struct shim_symbol shim_symbol_table[] = {
	SHIM_SYMBOLS(SHIM_REQUIRED, SHIM_OPTIONAL)
};

#define SHIM_BODY_REQUIRED(_name, ...) \
	{ #_name, (void **)&shim_body_##_name, true },
#define SHIM_BODY_OPTIONAL(_name, ...) \
	{ #_name, (void **)&shim_body_##_name, false },
static const struct shim_symbol shim_body_table[] = {
	SHIM_EDITORS(SHIM_BODY_REQUIRED, SHIM_BODY_OPTIONAL)
	SHIM_REDIRECTS(SHIM_BODY_REQUIRED, SHIM_BODY_OPTIONAL)
	SHIM_CHANGES(SHIM_BODY_REQUIRED)
	SHIM_FAULTS(SHIM_BODY_REQUIRED)
	SHIM_WATCHES(SHIM_BODY_REQUIRED)
};

typedef unsigned long (*shim_lookup_t)(const char *name);

/*
 * kallsyms_lookup_name() is not exported since 5.7.  register_kprobe() resolves
 * any symbol, and stores its address in the kprobe.  The kprobe is unregistered
 * at once.
 */
static shim_lookup_t shim_find_lookup(void)
{
	struct kprobe kp = { .symbol_name = SHIM_LOOKUP };
	int ret = register_kprobe(&kp);

	if (ret) {
		pr_err("cannot look up kernel symbols: kprobe on %s() failed: %d\n",
		       kp.symbol_name, ret);
		return NULL;
	}
	unregister_kprobe(&kp);
	return (shim_lookup_t)kp.addr;
}

static int shim_resolve_one(shim_lookup_t lookup, const struct shim_symbol *sym)
{
	*sym->address = (void *)lookup(sym->name);
	if (*sym->address || !sym->required)
		return 0;
	pr_err("this kernel lacks %s(), which is required\n", sym->name);
	return -ENOENT;
}

/* Replaces the address of a function by the one behind its ftrace site. */
static int shim_resolve_body(const struct shim_symbol *sym)
{
	unsigned long *address = (unsigned long *)sym->address;
	unsigned long site;

	if (!*address)
		return 0;
	site = shim_kvm.ftrace_location(*address);
	if (!site) {
		pr_err("ftrace cannot hook %s()\n", sym->name);
		return -EOPNOTSUPP;
	}
	*address = site + MCOUNT_INSN_SIZE;
	return 0;
}

int shim_resolve(void)
{
	shim_lookup_t lookup = shim_find_lookup();
	int i, ret = 0;

	if (!lookup)
		return -EOPNOTSUPP;
	for (i = 0; !ret && i < ARRAY_SIZE(shim_symbol_table); i++)
		ret = shim_resolve_one(lookup, &shim_symbol_table[i]);
	for (i = 0; !ret && i < ARRAY_SIZE(shim_body_table); i++) {
		ret = shim_resolve_one(lookup, &shim_body_table[i]);
		if (!ret)
			ret = shim_resolve_body(&shim_body_table[i]);
	}
	return ret;
}

void shim_symbols_show(struct seq_file *m)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(shim_symbol_table); i++)
		seq_printf(m, "symbol.%s %s\n", shim_symbol_table[i].name,
			   *shim_symbol_table[i].address ? "found" : "missing");
}
