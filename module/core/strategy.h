/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lists the strategies that are part of kvm_arm_wp.ko.  The first of each list is
 * the default.
 */
#ifndef WP_STRATEGY_H
#define WP_STRATEGY_H

#include "kvm_arm_wp_strategy.h"

#define WP_PROTECTORS(P)	\
	P(inplace)		\
	P(swap)

#define WP_SPLITTERS(S)		\
	S(inplace)		\
	S(prebuild)

#define WP_RECOVERERS(R)	\
	R(write)		\
	R(access)		\
	R(none)

#define WP_PROTECTOR_DECLARE(name) \
	extern const struct wp_protector_ops wp_protector_##name;
WP_PROTECTORS(WP_PROTECTOR_DECLARE)
#undef WP_PROTECTOR_DECLARE

#define WP_SPLITTER_DECLARE(name) \
	extern const struct wp_splitter_ops wp_splitter_##name;
WP_SPLITTERS(WP_SPLITTER_DECLARE)
#undef WP_SPLITTER_DECLARE

#define WP_RECOVERER_DECLARE(name) \
	extern const struct wp_recoverer_ops wp_recoverer_##name;
WP_RECOVERERS(WP_RECOVERER_DECLARE)
#undef WP_RECOVERER_DECLARE

#endif /* WP_STRATEGY_H */
