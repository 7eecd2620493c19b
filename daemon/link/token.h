/* token -- keyed pseudonyms of what can tie two messages together.  Without
 * the key a token says nothing; equal things have equal tokens. */
#ifndef LINK_TOKEN_H
#define LINK_TOKEN_H

#include <stdint.h>

#define LINK_TOKEN_BYTES 16
#define LINK_KEY_BYTES   32

struct link_key {
    uint8_t bytes[LINK_KEY_BYTES];
};

struct link_token {
    uint8_t bytes[LINK_TOKEN_BYTES];
};

#endif
