# SPDX-License-Identifier: GPL-2.0
# Each of our figures beside stock's, the worst first.
include "bench";
include "stock";

beside_stock | by_excess[] | against
