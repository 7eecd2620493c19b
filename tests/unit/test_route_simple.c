/* The first routing rules, one row each. */
#include "rows.h"

#include "core/route_simple.h"

#define SIGNAL     MESSAGE_SIGNAL
#define REFERRAL   MESSAGE_REFERRAL
#define ADVICE     MESSAGE_ADVICE
#define WITHDRAWAL MESSAGE_WITHDRAWAL
#define YES        YES_NO_YES
#define NO         YES_NO_NO
#define UNKNOWN    YES_NO_UNKNOWN

static const struct {
    const char *name;
    struct route_facts facts;
    enum route_way way;
    enum level level;
} rows[] = {
    {"shelter and unsafe is nood",
     {.kind = REFERRAL, .shelter_needed = YES, .unsafe_now = YES},
     ROUTE_OWN,
     LEVEL_U1},
    {"danger alone is nood",
     {.kind = REFERRAL, .danger_now = true, .shelter_needed = NO},
     ROUTE_OWN,
     LEVEL_U1},
    {"a bundle's alert as urgent takes it",
     {.kind = SIGNAL, .bundle_open = true, .bundle_level = LEVEL_U3},
     ROUTE_BUNDLE,
     LEVEL_U3},
    {"a less urgent one does not swallow it",
     {.kind = SIGNAL, .bundle_open = true, .bundle_level = LEVEL_U4},
     ROUTE_OWN,
     LEVEL_U3},
    {"closed a moment ago and as grave: opened again",
     {.kind = SIGNAL, .bundle_closed = true, .closed_level = LEVEL_U3},
     ROUTE_REOPEN,
     LEVEL_U3},
    {"closed and less grave: opened again",
     {.kind = SIGNAL, .bundle_closed = true, .closed_level = LEVEL_U4},
     ROUTE_REOPEN,
     LEVEL_U3},
    {"closed and graver: its own",
     {.kind = SIGNAL, .bundle_closed = true, .closed_level = LEVEL_U2},
     ROUTE_OWN,
     LEVEL_U3},
    {"danger is its own, whatever was closed",
     {.kind = SIGNAL,
      .danger_now = true,
      .bundle_closed = true,
      .closed_level = LEVEL_U4},
     ROUTE_OWN,
     LEVEL_U1},
    {"a referral opens nothing again",
     {.kind = REFERRAL, .bundle_closed = true, .closed_level = LEVEL_U4},
     ROUTE_OWN,
     LEVEL_U3},
    {"shelter is crisis",
     {.kind = REFERRAL, .shelter_needed = YES, .unsafe_now = UNKNOWN},
     ROUTE_OWN,
     LEVEL_U2},
    {"unsafe without shelter is regulier",
     {.kind = REFERRAL, .shelter_needed = NO, .unsafe_now = YES},
     ROUTE_OWN,
     LEVEL_U3},
    {"not said is not yes", {.kind = REFERRAL}, ROUTE_OWN, LEVEL_U3},
    {"a referral joins no bundle",
     {.kind = REFERRAL, .bundle_open = true},
     ROUTE_OWN,
     LEVEL_U3},
    {"signal", {.kind = SIGNAL}, ROUTE_OWN, LEVEL_U3},
    {"signal of a known situation",
     {.kind = SIGNAL, .bundle_open = true},
     ROUTE_BUNDLE,
     LEVEL_U3},
    {"danger joins no bundle",
     {.kind = SIGNAL, .danger_now = true, .bundle_open = true},
     ROUTE_OWN,
     LEVEL_U1},
    {"advice", {.kind = ADVICE}, ROUTE_OWN, LEVEL_U4},
    {"bottleneck", {.kind = MESSAGE_BOTTLENECK}, ROUTE_OWN, LEVEL_U4},
    {"withdrawal",
     {.kind = WITHDRAWAL,
      .has_target = true,
      .target_open = true,
      .target_level = LEVEL_U1},
     ROUTE_TARGET,
     LEVEL_U4},
    {"withdrawal of nothing", {.kind = WITHDRAWAL}, ROUTE_OWN, LEVEL_U4},
    {"withdrawal after the end",
     {.kind = WITHDRAWAL, .has_target = true, .target_level = LEVEL_U3},
     ROUTE_OWN,
     LEVEL_U4},
    {"version as grave as its target",
     {.kind = SIGNAL,
      .has_target = true,
      .target_open = true,
      .target_level = LEVEL_U3},
     ROUTE_TARGET,
     LEVEL_U3},
    {"version graver than its target",
     {.kind = SIGNAL,
      .danger_now = true,
      .has_target = true,
      .target_open = true,
      .target_level = LEVEL_U2},
     ROUTE_OWN,
     LEVEL_U1},
    {"target before bundle",
     {.kind = SIGNAL,
      .has_target = true,
      .target_open = true,
      .target_level = LEVEL_U3,
      .bundle_open = true},
     ROUTE_TARGET,
     LEVEL_U3},
    {"what nobody knows is not dropped",
     {.kind = MESSAGE_NONE},
     ROUTE_OWN,
     LEVEL_U4},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        struct route_decision d = route_simple(&rows[i].facts);

        if (d.way != rows[i].way || d.level != rows[i].level)
            fail_msg("%s: way=%d level=%d", rows[i].name, (int)d.way,
                     (int)d.level);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
