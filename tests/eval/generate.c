/* generate -- see generate.h */
#include "generate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "generate_spell.h"

#define HOUR_S  INT64_C(3600)
#define DAY_S   (24 * HOUR_S)
#define START_S INT64_C(1704067200) /* 2024-01-01 */
#define MONTHS  24
#define MONTH_S (30 * DAY_S)

#define SIGNALS_MAX   40 /* of a situation */
#define ORGANISATIONS 12
#define TOWNS         25
#define HUBS          4  /* of each kind */
#define MENTIONED     75 /* of 100: a thing that is known is told */
#define TWICE         10 /* an observation that a second organisation tells of */
#define CHANGES       6  /* between two observations, of each thing */

enum thing {
    THING_PHONE,
    THING_PLATE,
    THING_DWELLING,
    THING_ALIAS,
    THING_HANDLE,
    THINGS
};

struct dwelling {
    uint32_t town; /* its postcodes begin with it */
    char postcode[8], addition[4];
    uint32_t number;
};

struct situation {
    bool has[THINGS];
    char phone[GENERATED_VALUE], plate[GENERATED_VALUE];
    char alias[GENERATED_VALUE], handle[GENERATED_VALUE];
    struct dwelling dwelling;
    enum form form;
    code_number sector;
    uint32_t number;
    uint32_t seen_in; /* what its texts tell */
};

struct making {
    const struct generator *shape;
    struct chance chance;
    struct generated *messages;
    size_t n, cap;
    uint32_t observations;
    char hub_phones[HUBS][GENERATED_VALUE];
    struct dwelling hub_dwellings[HUBS];
};

static struct generated *
message_add(struct making *making)
{
    if (making->n == making->cap) {
        making->cap = making->cap == 0 ? 1024 : making->cap * 2;
        making->messages =
            realloc(making->messages, making->cap * sizeof *making->messages);
        if (making->messages == NULL) {
            (void)fprintf(stderr, "eval: out of memory\n");
            exit(1);
        }
    }

    struct generated *message = &making->messages[making->n++];

    memset(message, 0, sizeof *message);
    return message;
}

static void
invent_dwelling(struct making *making, uint32_t town, struct dwelling *out)
{
    static const char letters[] = "ABEGHKLNPRTVWXZ";
    struct chance *c = &making->chance;

    out->town = town;
    (void)snprintf(out->postcode, sizeof out->postcode, "%02u%02u%c%c",
                   10 + town, chance_below(c, 40),
                   letters[chance_below(c, sizeof letters - 1)],
                   letters[chance_below(c, sizeof letters - 1)]);
    out->number = 1 + chance_below(c, 150);
    out->addition[0] = '\0';
    if (chance_of(c, 30))
        (void)snprintf(out->addition, sizeof out->addition, "%u",
                       1 + chance_below(c, 4));
}

static void
invent(struct making *making, struct situation *s, enum thing thing)
{
    struct chance *c = &making->chance;

    switch (thing) {
    case THING_PHONE:
        invent_phone(c, s->phone, sizeof s->phone);
        break;
    case THING_PLATE:
        invent_plate(c, s->plate, sizeof s->plate);
        break;
    case THING_DWELLING:
        invent_dwelling(making,
                        chance_of(c, 60) ? s->dwelling.town
                                         : chance_below(c, TOWNS),
                        &s->dwelling);
        break;
    case THING_ALIAS:
        invent_alias(c, s->alias, sizeof s->alias);
        break;
    case THING_HANDLE:
        invent_handle(c, s->handle, sizeof s->handle);
        break;
    case THINGS:
        break;
    }
}

static void
invent_situation(struct making *making, uint32_t number, struct situation *s)
{
    struct chance *c = &making->chance;
    uint32_t known = 1 + chance_below(c, 4);

    memset(s, 0, sizeof *s);
    s->number = number;
    s->dwelling.town = chance_below(c, TOWNS);
    s->form = chance_of(c, 60) ? FORM_SEXUAL : FORM_LABOUR;
    s->sector =
        s->form == FORM_LABOUR ? (code_number)(1 + chance_below(c, 20)) : 0;
    s->seen_in = chance_below(c, UINT32_MAX);
    while (known > 0) {
        enum thing thing = (enum thing)chance_below(c, THINGS);

        if (s->has[thing])
            continue;
        s->has[thing] = true;
        invent(making, s, thing);
        known--;
    }
}

/* --- one message --- */

static void
tell(struct generated *message, struct making *making,
     enum identifier_type type, const char *value)
{
    char *cell = message->values[message->identifiers_n];
    struct chance *c = &making->chance;

    switch ((int)type) {
    case IDENTIFIER_PHONE:
        spell_phone(c, value, cell, GENERATED_VALUE);
        break;
    case IDENTIFIER_PLATE:
        spell_plate(c, value, cell, GENERATED_VALUE);
        break;
    case IDENTIFIER_ALIAS:
        spell_alias(c, value, cell, GENERATED_VALUE);
        break;
    default:
        spell_handle(c, value, cell, GENERATED_VALUE);
        break;
    }
    message->identifiers[message->identifiers_n++] =
        (struct identifier){.type = type, .value = "", .country = ""};
}

static void
tell_dwelling(struct generated *message, struct making *making,
              const struct dwelling *dwelling)
{
    spell_postcode(&making->chance, dwelling->postcode, message->postcode,
                   sizeof message->postcode);
    message->house_number = dwelling->number;
    (void)snprintf(message->addition, sizeof message->addition, "%s",
                   dwelling->addition);
}

static void
tell_town(struct generated *message, uint32_t town)
{
    message->has_place = true;
    (void)snprintf(message->municipality, sizeof message->municipality,
                   "GM%04u", 100 + town);
}

static void
tell_text(struct generated *message, struct chance *c, uint32_t seen)
{
    static const char *const what[] = {
        "several mattresses in the living room",
        "a car with a foreign plate comes every evening",
        "curtains closed all day and new faces each week",
        "a man waits outside and takes the money",
        "women are driven to the house at night",
        "workers sleep above the shop and never leave",
        "no papers and afraid to talk",
        "a neighbour hears shouting and crying"};
    static const char *const where[] = {
        "seen by the visiting nurse", "told at the front desk",
        "noticed during a check",     "heard from a client",
        "found while cleaning",       "reported by a neighbour"};

    (void)snprintf(message->text, sizeof message->text,
                   "%s, %s; %s on the %uth, %u persons%s", what[seen % 8],
                   what[(seen >> 3) % 8], where[(seen >> 6) % 6],
                   1 + (seen >> 9) % 28, 1 + (seen >> 14) % 9,
                   chance_of(c, 30) ? ", urgent" : "");
}

static void
tell_when(struct generated *message, struct chance *c, int64_t time_s)
{
    struct tm tm;
    time_t t;

    message->precision = chance_of(c, 60) ? PRECISION_HOUR : PRECISION_DAY;
    if (message->precision == PRECISION_DAY)
        time_s = time_s / DAY_S * DAY_S + 12 * HOUR_S;
    message->observed_s = time_s;
    t = (time_t)time_s;
    (void)gmtime_r(&t, &tm);
    (void)strftime(message->observed, sizeof message->observed,
                   "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* What many share takes the place of what the situation has itself. */
static void
tell_hub(struct generated *message, struct making *making)
{
    struct chance *c = &making->chance;

    switch (chance_below(c, 3)) {
    case 0:
        tell(message, making, IDENTIFIER_PHONE,
             making->hub_phones[chance_below(c, HUBS)]);
        break;
    case 1: {
        const struct dwelling *d =
            &making->hub_dwellings[chance_below(c, HUBS)];

        tell_town(message, d->town);
        tell_dwelling(message, making, d);
        break;
    }
    default:
        (void)snprintf(message->text, sizeof message->text, "%s",
                       "Sweet new girl in town, private visits, call or text "
                       "any time, discretion assured, cash only.");
        break;
    }
}

static void
tell_things(struct generated *message, struct making *making,
            const struct situation *s)
{
    struct chance *c = &making->chance;
    bool told = false;

    while (!told) {
        for (int thing = 0; thing < THINGS; thing++) {
            if (!s->has[thing] || !chance_of(c, MENTIONED))
                continue;
            told = true;
            if (thing == THING_PHONE)
                tell(message, making, IDENTIFIER_PHONE, s->phone);
            else if (thing == THING_PLATE)
                tell(message, making, IDENTIFIER_PLATE, s->plate);
            else if (thing == THING_ALIAS)
                tell(message, making, IDENTIFIER_ALIAS, s->alias);
            else if (thing == THING_HANDLE)
                tell(message, making, IDENTIFIER_HANDLE, s->handle);
            else
                tell_dwelling(message, making, &s->dwelling);
        }
    }
    if (chance_of(c, 70) || message->house_number > 0)
        tell_town(message, s->dwelling.town);
}

static struct generated *
observe(struct making *making, const struct situation *s, int64_t time_s)
{
    struct generated *message = message_add(making);
    struct chance *c = &making->chance;

    message->situation = s->number;
    message->observation = ++making->observations;
    message->organisation = 1 + chance_below(c, ORGANISATIONS);
    message->form = chance_of(c, 85) ? s->form : FORM_NONE;
    message->sector = chance_of(c, 70) ? s->sector : 0;
    tell_text(message, c, s->seen_in ^ chance_below(c, UINT32_MAX));
    tell_when(message, c, time_s);
    tell_things(message, making, s);
    if (chance_of(c, making->shape->hubs))
        tell_hub(message, making);
    return message;
}

/* Another organisation tells of the same, some hours later, in nearly the same
 * words. */
static void
tell_again(struct making *making, const struct situation *s, size_t at)
{
    struct generated *again = message_add(making);
    const struct generated first = making->messages[at];
    struct chance *c = &making->chance;

    again->situation = first.situation;
    again->observation = first.observation;
    again->organisation = 1 + (first.organisation + 1) % ORGANISATIONS;
    again->form = first.form;
    again->sector = first.sector;
    (void)snprintf(again->text, sizeof again->text, "%.200s%s", first.text,
                   chance_of(c, 50) ? "." : " (second report)");
    tell_when(again, c, first.observed_s + HOUR_S * chance_below(c, 4));
    tell_things(again, making, s);
}

static void
tell_situation(struct making *making, uint32_t number)
{
    struct chance *c = &making->chance;
    struct situation s;
    /* Most are seen a few times, few of them often. */
    uint32_t often = chance_below(c, SIGNALS_MAX) + 1;
    uint32_t n = 1 + chance_below(c, often) * often / SIGNALS_MAX;
    int64_t span = (1 + chance_below(c, MONTHS)) * MONTH_S;
    int64_t begin = START_S + chance_below(c, MONTHS) * MONTH_S;

    invent_situation(making, number, &s);
    for (uint32_t i = 0; i < n; i++) {
        size_t at = making->n;

        (void)observe(making, &s,
                      begin + span * i / n + HOUR_S * chance_below(c, 24 * 7));
        if (chance_of(c, TWICE))
            tell_again(making, &s, at);
        for (int thing = 0; thing < THINGS; thing++) {
            if (s.has[thing] && chance_of(c, CHANGES))
                invent(making, &s, (enum thing)thing);
        }
    }
}

/* Somebody who reports the telephone of one situation with the plate of
 * another, over and over. */
static void
tell_burst(struct making *making, uint32_t number)
{
    struct chance *c = &making->chance;
    struct situation attack;
    const size_t told = making->n;
    const struct generated *one =
        &making->messages[chance_below(c, (uint32_t)told)];
    int64_t time_s = one->observed_s;

    invent_situation(making, number, &attack);
    for (size_t i = 0; i < making->shape->burst_of; i++) {
        size_t victims[2] = {(size_t)(one - making->messages),
                             chance_below(c, (uint32_t)told)};
        struct generated *message = observe(making, &attack, time_s);

        one = &making->messages[victims[0]];
        message->organisation = ORGANISATIONS + 1;
        message->identifiers_n = 0;
        for (size_t v = 0; v < 2; v++) {
            const struct generated *victim = &making->messages[victims[v]];

            if (victim->identifiers_n == 0)
                continue;
            memcpy(message->values[message->identifiers_n], victim->values[0],
                   GENERATED_VALUE);
            message->identifiers[message->identifiers_n++] =
                victim->identifiers[0];
        }
        time_s += 60;
    }
}

static int
by_time(const void *x, const void *y)
{
    const struct generated *a = x, *b = y;

    if (a->observed_s != b->observed_s)
        return a->observed_s < b->observed_s ? -1 : 1;
    if (a->observation != b->observation)
        return a->observation < b->observation ? -1 : 1;
    return a->organisation < b->organisation
               ? -1
               : a->organisation > b->organisation;
}

size_t
generate(const struct generator *shape, struct generated **out)
{
    struct making making = {.shape = shape, .chance = {shape->seed}};

    for (size_t i = 0; i < HUBS; i++) {
        invent_phone(&making.chance, making.hub_phones[i], GENERATED_VALUE);
        invent_dwelling(&making, chance_below(&making.chance, TOWNS),
                        &making.hub_dwellings[i]);
    }
    for (size_t i = 0; i < shape->situations; i++)
        tell_situation(&making, (uint32_t)i + 1);
    for (size_t i = 0; i < shape->bursts; i++)
        tell_burst(&making, (uint32_t)(shape->situations + i) + 1);
    qsort(making.messages, making.n, sizeof making.messages[0], by_time);
    for (size_t i = 0; i < making.n; i++) {
        struct generated *message = &making.messages[i];

        for (size_t k = 0; k < message->identifiers_n; k++)
            message->identifiers[k].value = message->values[k];
    }
    *out = making.messages;
    return making.n;
}
