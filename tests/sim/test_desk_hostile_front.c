/* A front that was taken over can say anything over the channel.  The desk
 * stays up, tells no key that is not enrolled anything, and keeps no more
 * than a front may have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "desk/session.h"
#include "desk/state.h"
#include "sys/channel.h"
#include "trial.h"
#include "wire/precheck.h"

static int
set_up(void **state)
{
    *state = trial_new();
    return 0;
}

static void
take(struct trial *trial, struct channel_frame frame)
{
    assert_int_equal(desk_take(trial->desk, &frame), RC_OK);
}

static void
assert_serves(struct trial *trial)
{
    trial_hello(trial, POLICE);
}

static void
test_keys_that_do_not_exist_hear_nothing(void **state)
{
    static const int64_t keys[] = {0, -1, INT64_MIN, INT64_MAX, 999};
    struct trial *trial = *state;
    size_t before = trial->desk->sessions.n;

    trial_forget(trial);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        take(trial, (struct channel_frame){.type = CHANNEL_FRAME,
                                           .peer = i,
                                           .key = keys[i],
                                           .bytes = (const uint8_t *)"x",
                                           .n = 1});
    assert_int_equal(json_array_size(trial->sent), 0);
    assert_int_equal(trial->desk->sessions.n, before);
    assert_serves(trial);
}

static void
test_frames_of_every_type_and_size(void **state)
{
    static const size_t sizes[] = {0,
                                   1,
                                   sizeof(struct principal_key),
                                   FRAME_MAX_BYTES,
                                   FRAME_MAX_BYTES + 1,
                                   CHANNEL_PACKET_BYTES - 24};
    static const uint64_t peers[] = {0, 1, UINT64_MAX};
    static uint8_t bytes[CHANNEL_PACKET_BYTES];
    struct trial *trial = *state;

    trial->deaf = true;
    for (int fill = 0; fill < 256; fill += 51) {
        memset(bytes, fill, sizeof bytes);
        for (size_t i = 0; i < 6 * 3 * 9; i++)
            take(trial, (struct channel_frame){
                            .type = (enum channel_type)(CHANNEL_HELLO + i % 9),
                            .peer = peers[i / 9 % 3],
                            .key = trial->keys[i % TRIAL_PEOPLE],
                            .bytes = bytes,
                            .n = sizes[i / 27]});
    }
    trial->deaf = false;
    assert_serves(trial);
}

static void
test_more_peers_than_a_front_may_have(void **state)
{
    struct trial *trial = *state;

    trial->deaf = true;
    for (uint64_t i = 0; i < SESSION_MAX + 100; i++)
        take(trial, (struct channel_frame){.type = CHANNEL_FRAME,
                                           .peer = 1000 + i,
                                           .key = trial->keys[POLICE],
                                           .bytes = (const uint8_t *)"x",
                                           .n = 1});
    trial->deaf = false;
    assert_true(trial->desk->sessions.n <= SESSION_MAX);
    take(trial, (struct channel_frame){.type = CHANNEL_GONE, .peer = 1000});
    assert_serves(trial);
}

#define WITH_TRIAL(test)                                                       \
    cmocka_unit_test_setup_teardown(test, set_up, trial_teardown)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_TRIAL(test_keys_that_do_not_exist_hear_nothing),
        WITH_TRIAL(test_frames_of_every_type_and_size),
        WITH_TRIAL(test_more_peers_than_a_front_may_have),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
