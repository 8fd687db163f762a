// SPDX-License-Identifier: GPL-2.0
/* at: module/bad_locks.c */

static void bad_twice(struct bad_locks *locks)
{
	spin_lock(&locks->first);		/* flag: coccicheck */
	spin_lock(&locks->first);
	spin_unlock(&locks->first);
}

static void good_both(struct bad_locks *locks)
{
	spin_lock(&locks->first);
	spin_lock(&locks->second);
	spin_unlock(&locks->second);
	spin_unlock(&locks->first);
}
