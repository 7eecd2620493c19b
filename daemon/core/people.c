/* people -- see people.h */
#include "core/people.h"

bool
principal_key_valid(const struct principal_key *key, int64_t now_us)
{
    return now_us >= key->valid_from_us && now_us < key->valid_to_us &&
           now_us < key->revoked_us;
}
