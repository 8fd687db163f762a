# SPDX-License-Identifier: GPL-2.0
# Prints each figure of the module beside stock KVM's, the worst first.
include "bench";
include "stock";

beside_stock | by_excess[] | against
