/* What holds when no file says otherwise. */
#include "rows.h"

#include "core/config.h"

static void
test_config_defaults(void **state)
{
    static struct config config;

    (void)state;
    config_defaults(&config);
    assert_int_equal(config.front.endpoints_n, 1);
    assert_string_equal(config.front.endpoints[0], "tcp://0.0.0.0:7411");
    assert_int_equal(config.front.handshake_ms, 3000);
    assert_int_equal(config.front.heartbeat_ms, 1000);
    assert_int_equal(config.front.idle_s, 60);
    assert_int_equal(config.front.queue_messages, 2048);
    assert_int_equal(config.front.busy_retry_ms, 1000);
    assert_int_equal(config.front.quota.per_s, 200);
    assert_int_equal(config.front.quota.burst, 5000);
    assert_int_equal(config.front.sndhwm, 1000);
    assert_string_equal(config.desk.state_dir, "/var/lib/loket/state");
    assert_string_equal(config.desk.desk, "amsterdam");
    assert_string_equal(config.desk.fallback_telephone, "+31 20 000 0000");
    assert_int_equal(config.desk.heartbeat_ms, 5000);
    assert_int_equal(config.desk.batch_max, 512);
    assert_int_equal(config.desk.combine_ms, 1000);
    assert_int_equal(config.desk.combine_slice_us, 2000);
    assert_int_equal(config.desk.checkpoint_every_bytes, 4 << 20);
    assert_int_equal(config.desk.checkpoint_limit_bytes, 16 << 20);
    assert_int_equal(config.desk.events_keep_days, 90);
    assert_int_equal(config.desk.searches_per_day, 200);
    assert_string_equal(config.keys_dir, "/var/lib/loket/keys");
    assert_string_equal(config.user, "");
    assert_int_equal(config.log_level, 5);
}

static void
test_defaults_leave_nothing_behind(void **state)
{
    static struct config config;

    (void)state;
    config.front.curve_secret[31] = 1;
    config.front.endpoints[1][0] = 'x';
    config.user[0] = 'x';
    config_defaults(&config);
    assert_int_equal(config.front.curve_secret[31], 0);
    assert_string_equal(config.front.endpoints[1], "");
    assert_string_equal(config.user, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_config_defaults),
        cmocka_unit_test(test_defaults_leave_nothing_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
