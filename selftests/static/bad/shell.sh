#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# at: selftests/bad_shell
# flag 1: shell (no set -eu)
cd $1	# flag: shell
