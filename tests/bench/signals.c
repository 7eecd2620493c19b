/* signals -- see signals.h */
#include "signals.h"

#include <stdio.h>
#include <string.h>

#include "core/model.h"
#include "link/model.h"

#define HUBS     16
#define HOT_OF   10 /* one signal in so many is hot, of the first HOT_FULL; */
#define HOT_FULL 10000 /* then a tenth of that: their lists are long already */
#define HOT_MB   1000  /* rarity of what half of the bundles have */
#define HOT_IN   1000  /* bundles that had it */
#define YEAR_S   INT64_C(31536000)
#define FIRST_S  INT64_C(1735689600)

void
signals_start(struct signals *signals)
{
    *signals = (struct signals){.seed = 1};
    memset(signals->key.bytes, 7, sizeof signals->key.bytes);
}

static uint64_t
draw(struct signals *signals, uint64_t below)
{
    signals->seed += 0x9e3779b97f4a7c15;

    uint64_t z = signals->seed;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % below;
}

struct texts {
    char postcode[8];
    char phone[16];
    char plate[12];
    char alias[24];
    struct identifier identifiers[3];
};

/* Situations of four signals, whatever the size; of hot ones a few values that
 * many share. */
static void
make_facts(struct signals *signals, enum heat heat, struct texts *t,
           struct facts *out)
{
    static const char issued[] = "BDFGHJKLNPRSTX";
    uint64_t of = heat == HOT ? 0 : 1 + signals->made / 4;
    unsigned hub[4];

    for (size_t i = 0; i < 4; i++)
        hub[i] = (unsigned)draw(signals, HUBS);

    /* Spread, so that two are not the same but for a character. */
    uint64_t phone = (heat == HOT ? hub[0] : of * 7 + 100) * 7654321;
    uint64_t place = heat == HOT ? hub[1] : of * 13 + 100;
    uint64_t plate = (heat == HOT ? hub[2] : of + 100) * 1299709;
    uint64_t alias = (heat == HOT ? hub[3] : of + 10) * 7919;

    (void)snprintf(t->postcode, sizeof t->postcode, "%04u%c%c",
                   (unsigned)(1000 + place % 9000),
                   (char)('A' + (char)(place / 9000 % 18)),
                   (char)('A' + (char)(place / 162000 % 18)));
    (void)snprintf(t->phone, sizeof t->phone, "061%07u",
                   (unsigned)(phone % 10000000));
    (void)snprintf(t->plate, sizeof t->plate, "%c%c%03u%c", issued[plate % 14],
                   issued[plate / 14 % 14], (unsigned)(plate / 196 % 1000),
                   issued[plate / 196000 % 14]);
    (void)snprintf(
        t->alias, sizeof t->alias, "Naam%c%c%c Van%u",
        (char)('a' + (char)(alias % 26)), (char)('a' + (char)(alias / 26 % 26)),
        (char)('a' + (char)(alias / 676 % 26)), (unsigned)(alias % 97));
    t->identifiers[0] = (struct identifier){IDENTIFIER_PHONE, t->phone, "NL"};
    t->identifiers[1] = (struct identifier){IDENTIFIER_PLATE, t->plate, "NL"};
    t->identifiers[2] = (struct identifier){IDENTIFIER_ALIAS, t->alias, ""};
    *out = (struct facts){
        .observed = "2026-01-01",
        .precision = PRECISION_DAY,
        .form = (enum form)(1 + draw(signals, 3)),
        .has_place = heat == HOT || draw(signals, 4) > 0,
        .place = {.municipality = "GM0363",
                  .postcode = t->postcode,
                  .house_number = (uint32_t)(1 + place % 200),
                  .house_letter = "",
                  .addition = "",
                  .country = ""},
        .identifiers = {t->identifiers, heat == HOT ? 3 : draw(signals, 4)},
        .grading = "",
        .text = "",
        .indicator_list = "",
    };
}

void
signals_next(struct signals *signals, enum heat heat,
             struct link_record *record)
{
    struct texts texts;
    struct facts facts;
    uint8_t id[16] = {0};
    int64_t node = (int64_t)++signals->made;

    make_facts(signals, heat, &texts, &facts);
    memcpy(id, &node, sizeof node);
    record->values_n = 0;
    record->keys_n = 0;
    record->organisation = (int64_t)(1 + draw(signals, 40));
    record->place = (struct link_place){
        .time_s = FIRST_S + (int64_t)draw(signals, (uint64_t)(2 * YEAR_S)),
        .order = link_order_of(&signals->key, record->organisation, id),
        .node = node,
    };
    link_values_add(&signals->key, &facts, record);
    for (size_t i = 0; i < record->values_n; i++) {
        record->values[i].rarity_mb =
            heat == HOT
                ? HOT_MB
                : link_rarity_mb((enum link_kind)record->values[i].kind, 0, 0);
        record->values[i].clusters = heat == HOT ? HOT_IN : 0;
    }
    link_keys_of(&signals->key, record);
}

void
signals_next_of_store(struct signals *signals, struct link_record *out)
{
    uint64_t of = signals->made < HOT_FULL ? HOT_OF : 10 * HOT_OF;

    signals_next(signals, draw(signals, of) == 0 ? HOT : COLD, out);
}
