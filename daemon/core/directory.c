/* directory -- see directory.h */
#include "core/directory.h"

#include <string.h>

#include "core/region.h"

size_t
role_find(const struct directory *directory, const char *name)
{
    for (size_t i = 0; i < directory->roles_n; i++)
        if (strcmp(directory->roles[i].name, name) == 0)
            return i;
    return ROLES_MAX;
}

size_t
agreement_find(const struct directory *directory, const char *name)
{
    for (size_t i = 0; i < directory->agreements_n; i++)
        if (strcmp(directory->agreements[i].name, name) == 0)
            return i;
    return AGREEMENTS_MAX;
}

static bool
valid_on(int64_t from_day, int64_t to_day, int64_t day)
{
    return day >= from_day && day < to_day;
}

bool
agreement_allows(const struct agreement *agreement, int64_t day,
                 unsigned content, enum organisation_kind recipient,
                 bool police_data)
{
    return valid_on(agreement->from_day, agreement->to_day, day) &&
           content < 64 && (agreement->contents >> content & 1) != 0 &&
           (agreement->recipients >> recipient & 1) != 0 &&
           (!police_data || agreement->police_data);
}

size_t
directory_find(const struct directory *directory, size_t role, size_t region,
               int64_t day, size_t out[], size_t cap)
{
    size_t n = 0;

    for (int pass = 0; pass < 2; pass++) {
        size_t wanted = pass == 0 ? region : REGIONS_MAX;

        /* Of an unknown region there is nobody but those of everywhere. */
        if (pass == 0 && region >= REGIONS_MAX)
            continue;
        for (size_t i = 0; i < directory->entries_n && n < cap; i++) {
            const struct directory_entry *entry = &directory->entries[i];

            if (entry->role == role && entry->region == wanted &&
                valid_on(entry->from_day, entry->to_day, day))
                out[n++] = i;
        }
    }
    return n;
}

/* Valid on that day and no longer than so many days after it. */
static bool
ends_soon(int64_t from_day, int64_t to_day, int64_t day, int64_t warn_days)
{
    return valid_on(from_day, to_day, day) && to_day - 1 - day <= warn_days;
}

size_t
directory_expiring(const struct directory *directory, int64_t day,
                   struct directory_ending out[], size_t cap)
{
    size_t n = 0;

    for (size_t i = 0; i < directory->entries_n && n < cap; i++) {
        const struct directory_entry *entry = &directory->entries[i];

        if (ends_soon(entry->from_day, entry->to_day, day,
                      directory->warn_days))
            out[n++] = (struct directory_ending){.index = i,
                                                 .last_day = entry->to_day - 1};
    }
    for (size_t i = 0; i < directory->agreements_n && n < cap; i++) {
        const struct agreement *agreement = &directory->agreements[i];

        if (ends_soon(agreement->from_day, agreement->to_day, day,
                      directory->warn_days))
            out[n++] =
                (struct directory_ending){.agreement = true,
                                          .index = i,
                                          .last_day = agreement->to_day - 1};
    }
    return n;
}
