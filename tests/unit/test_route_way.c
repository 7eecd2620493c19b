/* Which alert a message belongs to, one row for each rule. */
#include "rows.h"

#include "core/route_way.h"

#define SIGNAL     MESSAGE_SIGNAL
#define REFERRAL   MESSAGE_REFERRAL
#define WITHDRAWAL MESSAGE_WITHDRAWAL

static const struct {
    const char *name;
    struct way_facts facts;
    enum route_way way;
} rows[] = {
    {"nothing is known of its situation",
     {.kind = SIGNAL, .level = LEVEL_U3},
     ROUTE_OWN},
    {"signal of a known situation",
     {.kind = SIGNAL, .level = LEVEL_U3, .bundle_open = true},
     ROUTE_BUNDLE},
    {"danger joins no bundle",
     {.kind = SIGNAL,
      .level = LEVEL_U1,
      .danger_now = true,
      .bundle_open = true},
     ROUTE_OWN},
    {"a referral joins no bundle",
     {.kind = REFERRAL, .level = LEVEL_U3, .bundle_open = true},
     ROUTE_OWN},
    {"closed a moment ago and as grave: opened again",
     {.kind = SIGNAL,
      .level = LEVEL_U3,
      .bundle_closed = true,
      .closed_level = LEVEL_U3},
     ROUTE_REOPEN},
    {"closed and less grave: opened again",
     {.kind = SIGNAL,
      .level = LEVEL_U3,
      .bundle_closed = true,
      .closed_level = LEVEL_U4},
     ROUTE_REOPEN},
    {"closed and graver: its own",
     {.kind = SIGNAL,
      .level = LEVEL_U3,
      .bundle_closed = true,
      .closed_level = LEVEL_U2},
     ROUTE_OWN},
    {"danger is its own, whatever was closed",
     {.kind = SIGNAL,
      .level = LEVEL_U1,
      .danger_now = true,
      .bundle_closed = true,
      .closed_level = LEVEL_U4},
     ROUTE_OWN},
    {"a referral opens nothing again",
     {.kind = REFERRAL,
      .level = LEVEL_U3,
      .bundle_closed = true,
      .closed_level = LEVEL_U4},
     ROUTE_OWN},
    {"a version goes with its target",
     {.kind = SIGNAL, .level = LEVEL_U3, .target_open = true},
     ROUTE_TARGET},
    {"of a referral too",
     {.kind = REFERRAL, .level = LEVEL_U1, .target_open = true},
     ROUTE_TARGET},
    {"target before bundle",
     {.kind = SIGNAL,
      .level = LEVEL_U3,
      .target_open = true,
      .bundle_open = true},
     ROUTE_TARGET},
    {"a withdrawal goes with what it takes back",
     {.kind = WITHDRAWAL, .level = LEVEL_U4B, .target_open = true},
     ROUTE_TARGET},
    {"a withdrawal of nothing",
     {.kind = WITHDRAWAL, .level = LEVEL_U4B},
     ROUTE_OWN},
    {"advice joins nothing",
     {.kind = MESSAGE_ADVICE, .level = LEVEL_U4, .bundle_open = true},
     ROUTE_OWN},
    {"what nobody knows is not dropped",
     {.kind = MESSAGE_NONE, .level = LEVEL_U2, .bundle_open = true},
     ROUTE_OWN},
};

static void
test_way(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++)
        if (route_way(&rows[i].facts) != rows[i].way)
            fail_msg("%s: %d", rows[i].name, (int)route_way(&rows[i].facts));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_way)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
