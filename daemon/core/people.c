/* people -- see people.h */
#include "core/people.h"

enum key_state
principal_key_state(const struct principal_key *key, int64_t now_us)
{
    if (key == NULL)
        return KEY_UNKNOWN;
    if (now_us >= key->revoked_us)
        return KEY_REVOKED;
    if (now_us < key->valid_from_us)
        return KEY_NOT_YET;
    if (now_us >= key->valid_to_us)
        return KEY_ENDED;
    return key->valid_to_us == INT64_MAX ? KEY_VALID : KEY_LEAVING;
}

bool
key_state_speaks(enum key_state state)
{
    switch (state) {
    case KEY_VALID:
    case KEY_LEAVING:
        return true;
    case KEY_UNKNOWN:
    case KEY_NOT_YET:
    case KEY_ENDED:
    case KEY_REVOKED:
        break;
    }
    return false;
}

bool
principal_key_valid(const struct principal_key *key, int64_t now_us)
{
    return key_state_speaks(principal_key_state(key, now_us));
}
