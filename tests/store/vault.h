/* vault -- the epoch keys of tests: not secret, the same in each run. */
#ifndef TESTS_STORE_VAULT_H
#define TESTS_STORE_VAULT_H

#include "sys/vault.h"

static const struct vault test_vault = {
    .n = 1,
    .epochs = {{.number = 1, .made_s = 1800000000, .key = {1, 2, 3}}},
};

#endif
