#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
# Converts the output of gcov -b -c -t, with a line "granule NAME" before each
# granule's, to KTAP for ./coverage. A line is reached if any granule reaches it.
# So is a branch, among the branches that its line has with the same granule: a
# condition that depends only on the page size is no branch.
#
# usage: coverage.pl TREE LIST
use strict;
use warnings;

my ($tree, $list) = @ARGV;
my $pure = qr{^(module/core/.*\.[ch]|module/(prepare|reserve)\.[ch]|module/counters\.h|include/kvm_arm_wp_entry\.h)$};
my $least = 95;
my (%line, %text, %branch, %listed);

# Adds the counts of a line and of its branches.
sub merge {
	my ($file, $number, $count, @taken) = @_;
	my $n = @taken;

	$line{$file}{$number} += $count;
	$branch{$file}{$number}{"$_ of $n"} += $taken[$_] for 0 .. $n - 1;
}

sub read_counts {
	my ($file, @last);
	my $flush = sub {
		merge(@last) if @last;
		@last = ();
	};

	while (<STDIN>) {
		if (/^\s*-:\s*0:Source:(.*)/) {
			my $source = $1;
			$flush->();
			($file = $source) =~ s|^\Q$tree\E/||;
			undef $file unless $file =~ $pure;
		} elsif (!defined $file || /^\s*-:/) {
			next;
		} elsif (/^\s*(\d+|#+|=+)\*?:\s*(\d+):(.*)/) {
			my ($count, $number, $text) = ($1, $2, $3);
			$flush->();
			@last = ($file, $number, $count =~ /^\d/ ? $count : 0);
			$text{$file}{$number} = $text =~ s/^\s+|\s+$//gr;
		} elsif (/^branch\s+\d+ (?:taken (\d+)|never executed)/) {
			push @last, $1 // 0;
		}
	}
	$flush->();
}

sub read_list {
	open my $in, '<', $list or return;
	while (<$in>) {
		next if /^(#|$)/;
		if (/^(\S+): (.*?)\s+# (.*\S)$/) {
			push @{$listed{$1}{$2}}, $3;
		} else {
			print "# $list:$.: not of the form \"file: text of the line # reason\"\n";
			$listed{''}{$.} = ['malformed line'];
		}
	}
}

# Describes what of a line is not covered; empty if all is.
sub missing {
	my ($file, $number) = @_;
	my $branches = $branch{$file}{$number};

	return 'not reached' unless $line{$file}{$number};
	my @never = grep { !$branches->{$_} } sort keys %$branches;
	return @never ? 'branch ' . join(', ', @never) . ' never taken' : '';
}

sub percent { my ($part, $all) = @_; return $all ? 100 * $part / $all : 100; }

my %sum = map { $_ => 0 } qw(lines reached branches taken);

# Prints the lines of a file that are not covered; returns 1 if one is not listed.
sub check_file {
	my ($file) = @_;
	my $wrong = 0;

	for my $number (sort { $a <=> $b } keys %{$line{$file}}) {
		my $missing = missing($file, $number);
		my $reasons = $listed{$file}{$text{$file}{$number}};

		next unless $missing;
		if ($reasons && @$reasons) {
			print "# $file:$number: $missing, as listed: ", shift @$reasons, "\n";
		} else {
			print "# $file:$number: $missing: $text{$file}{$number}\n";
			$wrong = 1;
		}
	}
	return $wrong;
}

sub summary {
	my ($file) = @_;
	my @lines = values %{$line{$file}};
	my @branches = map { values %$_ } values %{$branch{$file}};
	my ($reached, $taken) = (scalar(grep { $_ } @lines), scalar(grep { $_ } @branches));

	$sum{lines} += @lines;
	$sum{reached} += $reached;
	$sum{branches} += @branches;
	$sum{taken} += $taken;
	return sprintf('%s: %.1f %% of %d lines, %.1f %% of %d branches', $file,
		percent($reached, scalar @lines), scalar @lines,
		percent($taken, scalar @branches), scalar @branches);
}

my ($number, $failed) = (0, 0);

sub result {
	my ($wrong, $name) = @_;

	$number++;
	$failed ||= $wrong;
	print $wrong ? 'not ok' : 'ok', " $number $name\n";
}

# check_file() takes entries from the list; those left are for lines that are
# covered or no longer exist.
sub check_list {
	my $wrong = 0;

	for my $file (sort keys %listed) {
		for my $text (sort keys %{$listed{$file}}) {
			for (@{$listed{$file}{$text}}) {
				print "# listed, but covered or gone: $file: $text\n";
				$wrong = 1;
			}
		}
	}
	return $wrong;
}

read_counts();
read_list();
my @files = sort keys %line;
print "KTAP version 1\n1..", @files + 2, "\n";
result(check_file($_), summary($_)) for @files;
result(check_list(), 'listed lines are not covered');
result(percent($sum{reached}, $sum{lines}) < $least,
	sprintf('all: %.1f %% of %d lines (%d %% are required), %.1f %% of %d branches',
		percent($sum{reached}, $sum{lines}), $sum{lines}, $least,
		percent($sum{taken}, $sum{branches}), $sum{branches}));
exit($failed ? 1 : 0);
