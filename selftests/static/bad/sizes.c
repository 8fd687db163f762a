// SPDX-License-Identifier: GPL-2.0
/* at: module/bad_sizes.c */

static int bad_51_lines(int count)		/* flag: sizes */
{
	count += 0;
	count += 1;
	count += 2;
	count += 3;
	count += 4;
	count += 5;
	count += 6;
	count += 7;
	count += 8;
	count += 9;
	count += 10;
	count += 11;
	count += 12;
	count += 13;
	count += 14;
	count += 15;
	count += 16;
	count += 17;
	count += 18;
	count += 19;
	count += 20;
	count += 21;
	count += 22;
	count += 23;
	count += 24;
	count += 25;
	count += 26;
	count += 27;
	count += 28;
	count += 29;
	count += 30;
	count += 31;
	count += 32;
	count += 33;
	count += 34;
	count += 35;
	count += 36;
	count += 37;
	count += 38;
	count += 39;
	count += 40;
	count += 41;
	count += 42;
	count += 43;
	count += 44;
	count += 45;
	count += 46;
	return count;
}

static int good_50_lines(int count)
{
	count += 0;
	count += 1;
	count += 2;
	count += 3;
	count += 4;
	count += 5;
	count += 6;
	count += 7;
	count += 8;
	count += 9;
	count += 10;
	count += 11;
	count += 12;
	count += 13;
	count += 14;
	count += 15;
	count += 16;
	count += 17;
	count += 18;
	count += 19;
	count += 20;
	count += 21;
	count += 22;
	count += 23;
	count += 24;
	count += 25;
	count += 26;
	count += 27;
	count += 28;
	count += 29;
	count += 30;
	count += 31;
	count += 32;
	count += 33;
	count += 34;
	count += 35;
	count += 36;
	count += 37;
	count += 38;
	count += 39;
	count += 40;
	count += 41;
	count += 42;
	count += 43;
	count += 44;
	count += 45;
	return count;
}
