/* The small world that everybody tells of in two runs. */
#include "two_runs_state.h"

static const char *const texts[] = {
    "Elke avond andere mannen aan de deur, de gordijnen blijven dicht.",
    "Zij mag niet alleen naar buiten en geeft haar geld af.",
    "Een advertentie met steeds dezelfde foto's, een andere naam.",
};

static const struct {
    const char *type, *value;
} identifiers[] = {
    {"phone", "06-00000012"},      {"phone", "+31 6 0000 0012"},
    {"phone", "0600000013"},       {"plate", "01-ZZZ-1"},
    {"plate", "ZZ-001-Z"},         {"handle", "@voorbeeld_1099"},
    {"ad_id", "advertentie-17"},   {"alias", "Roos van Voorbeeld"},
    {"alias", "Roosje Voorbeeld"}, {"email", "roos@voorbeeld.example"},
};

#define TEXTS_N       (sizeof texts / sizeof texts[0])
#define IDENTIFIERS_N (sizeof identifiers / sizeof identifiers[0])

uint64_t
run_dice(uint64_t *dice, uint64_t n)
{
    *dice =
        *dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (*dice >> 33) % n;
}

static void
add_identifiers(json_t *content, uint64_t *dice)
{
    json_t *list = json_array();
    size_t at = run_dice(dice, IDENTIFIERS_N);

    /* none twice: they follow each other */
    for (uint64_t n = run_dice(dice, 3); n > 0; n--, at++)
        json_array_append_new(
            list, json_pack("{s:s, s:s}", "type",
                            identifiers[at % IDENTIFIERS_N].type, "value",
                            identifiers[at % IDENTIFIERS_N].value));
    json_object_set_new(content, "identifiers", list);
}

json_t *
run_signal(uint64_t *dice)
{
    static const char *const additions[] = {"", "", "A", "2"};
    static const char *const days[] = {"2026-11-20", "2026-11-19",
                                       "2026-09-01"};
    json_t *signal = trial_signal("1099ZZ", 1 + (unsigned)run_dice(dice, 4),
                                  additions[run_dice(dice, 4)]);

    json_object_set_new(signal, "observed",
                        json_string(days[run_dice(dice, 3)]));
    add_identifiers(signal, dice);
    if (run_dice(dice, 3) != 0)
        json_object_set_new(signal, "indicators", json_pack("[s]", "OB06"));
    if (run_dice(dice, 3) == 0)
        json_object_set_new(signal, "text",
                            json_string(texts[run_dice(dice, TEXTS_N)]));
    if (run_dice(dice, 4) == 0)
        json_object_set_new(
            signal, "persons",
            json_pack("{s:s, s:s}", "age", "under_18", "gender", "female"));
    if (run_dice(dice, 8) == 0)
        json_object_set_new(signal, "danger_now", json_true());
    return signal;
}

json_t *
run_referral(uint64_t *dice)
{
    json_t *referral = trial_referral(run_dice(dice, 2) == 0 ? "yes" : "no",
                                      run_dice(dice, 2) == 0 ? "yes" : "no");

    json_object_set_new(referral, "place",
                        json_pack("{s:s, s:s, s:i, s:s}", "municipality",
                                  "GM0363", "postcode", "1099ZZ",
                                  "house_number", 1 + (int)run_dice(dice, 4),
                                  "kind", "dwelling"));
    add_identifiers(referral, dice);
    return referral;
}
