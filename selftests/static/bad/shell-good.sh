#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# at: selftests/good_shell
set -eu
cd "$1"
