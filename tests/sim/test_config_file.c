/* loketd.yaml: the shipped file is the documentation, and what is wrong is
 * refused with its line, all of it at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/config.h"
#include "shipped.h"
#include "sys/config_file.h"
#include "sys/file_findings.h"
#include "sys/yaml_doc.h"
#include "sys/yaml_schema.h"

static enum rc
parse(struct config *config, const char *text, struct file_findings *findings)
{
    return config_file_parse(config, "f", (const uint8_t *)text, strlen(text),
                             findings);
}

static void
test_shipped_file_is_the_defaults(void **state)
{
    struct config defaults, config;
    struct file_findings findings = {0};

    (void)state;
    config_defaults(&defaults);
    memset(&config, 0, sizeof config);
    assert_int_equal(
        config_file_parse(&config, "shipped", (const uint8_t *)SHIPPED_CONFIG,
                          (size_t)(SHIPPED_CONFIG_END - SHIPPED_CONFIG),
                          &findings),
        RC_OK);
    assert_int_equal(findings.n, 0);
    assert_memory_equal(&config, &defaults, sizeof config);
}

static void
test_every_key_stands_in_the_shipped_file(void **state)
{
    struct file_findings findings = {0};
    struct yaml_doc *doc = NULL;
    size_t n = 0;
    const struct yaml_field *fields = config_file_fields(&n);

    (void)state;
    assert_int_equal(
        yaml_doc_open(&doc, "shipped", (const uint8_t *)SHIPPED_CONFIG,
                      (size_t)(SHIPPED_CONFIG_END - SHIPPED_CONFIG), &findings),
        RC_OK);
    for (size_t i = 0; i < n; i++) {
        char section[64];
        const char *dot = strchr(fields[i].path, '.');
        int map = yaml_doc_root(doc);

        if (dot != NULL) {
            snprintf(section, sizeof section, "%.*s",
                     (int)(dot - fields[i].path), fields[i].path);
            map = yaml_doc_get(doc, map, section);
        }
        if (yaml_doc_get(doc, map, dot == NULL ? fields[i].path : dot + 1) == 0)
            fail_msg("%s is not documented", fields[i].path);
    }
    yaml_doc_close(doc);
}

/* One text, the findings it must give, in order; NULL ends them. */
static const struct row {
    const char *name;
    const char *text;
    const char *findings[4];
} rows[] = {
    {"an empty file is all defaults", "", {NULL}},
    {"comments alone too", "# nothing\n", {NULL}},
    {"unknown key", "x: 1\n", {"f:1: x: unknown key"}},
    {"unknown key in a section",
     "front:\n  idle_s: 60\n  idle: 60\n",
     {"f:3: front.idle: unknown key"}},
    {"unknown section", "back:\n  idle_s: 60\n", {"f:1: back: unknown key"}},
    {"a dotted key is not a section",
     "front.idle_s: 60\nx: 1\n",
     {"f:2: x: unknown key"}},
    {"a section is a map", "front: 5\n", {"f:1: front: a section"}},
    {"a section is not a list", "front: [idle_s]\n", {"f:1: front: a section"}},
    {"a value is not a map",
     "front:\n  idle_s: {a: 1}\n",
     {"f:2: front.idle_s: one value"}},
    {"a key twice",
     "front:\n  idle_s: 60\n  idle_s: 61\n",
     {"f:3: idle_s: a second time, first on line 2"}},
    {"a section twice",
     "desk:\n  name: a\nfront:\n  idle_s: 60\ndesk:\n  name: b\n",
     {"f:5: desk: a second time, first on line 1"}},
    {"a list at the top", "- front\n", {"f:1: a map of keys"}},
    {"tabs do not indent", "front:\n\tidle_s: 60\n", {"f:2: found character"}},
    {"anchors", "desk: &a\n  name: x\n", {"f:1: anchors are not allowed"}},
    {"aliases", "user: *a\n", {"f:1: aliases are not allowed"}},
    {"merge keys are unknown", "<<: {user: a}\n", {"f:1: <<: unknown key"}},
    {"tags", "user: !!str a\n", {"f:1: tags are not allowed"}},
    {"two documents", "user: a\n---\nuser: b\n", {"f:2: one document"}},
    {"a key that is a list", "[a, b]: 1\n", {"f:1: a key must be a text"}},
    {"NUL in a text", "user: \"a\\0b\"\n", {"f:1: NUL characters"}},
    {"not UTF-8", "user: \xff\n", {"f:1: "}},
    {"not YAML", "user: [a\n", {"f:2: "}},
    {"too deep", "user: [[[[[[[[[[a]]]]]]]]]]\n", {"f:1: nested too deeply"}},
    {"a number with letters",
     "front:\n  idle_s: 60s\n",
     {"f:2: front.idle_s: a whole number from 5 to 86400"}},
    {"a number with a fraction",
     "front:\n  idle_s: 6.5\n",
     {"f:2: front.idle_s: a whole number"}},
    {"a hexadecimal number",
     "front:\n  idle_s: 0x20\n",
     {"f:2: front.idle_s: a whole number"}},
    {"a number beyond 64 bits",
     "desk:\n  checkpoint_every_bytes: 99999999999999999999999\n",
     {"f:2: desk.checkpoint_every_bytes: a whole number"}},
    {"no number", "front:\n  idle_s:\n", {"f:2: front.idle_s: a whole number"}},
    {"copies of keys among the backups",
     "backup: {folder: /b, keys_folder: /b/keys}\n",
     {"f: backup.keys_folder: must not be backup.folder"}},
    {"backups among the copies of keys",
     "backup: {folder: /b/c, keys_folder: /b}\n",
     {"f: backup.keys_folder: must not be backup.folder"}},
    {"one folder for both",
     "backup: {folder: /b, keys_folder: /b}\n",
     {"f: backup.keys_folder: must not be backup.folder"}},
    {"the keys among the backups",
     "paths: {keys: /b/k}\nbackup: {folder: /b, keys_folder: /c}\n",
     {"f: paths.keys: must not lie in backup.folder"}},
    {"folders that only begin alike",
     "backup: {folder: /b, keys_folder: /b-keys}\n",
     {NULL}},
    {"more recipients than there may be",
     "backup: {recipients: [a, b, c, d, e]}\n",
     {"f:1: backup.recipients: a list of 0 to 4"}},
    {"a recipient that is a path",
     "backup: {recipients: [../x]}\n",
     {"f:1: backup.recipients: 1 to 64 characters"}},
    {"no full backup ever",
     "backup: {full_every_days: 0}\n",
     {"f:1: backup.full_every_days: a whole number from 1 to 366"}},
    {"a log level that does not exist",
     "log_level: loud\n",
     {"f:1: log_level: error, warning"}},
    {"a desk in use, or not", "production: false\n", {NULL}},
    {"neither true nor false",
     "production: yes\n",
     {"f:1: production: true or false"}},
    {"true has one spelling",
     "production: True\n",
     {"f:1: production: true or false"}},
    {"true is no number", "production: 1\n", {"f:1: production: true or"}},
    {"a relative path",
     "paths:\n  keys: keys\n",
     {"f:2: paths.keys: a path from the root"}},
    {"a name with a capital",
     "desk:\n  name: Amsterdam\n",
     {"f:2: desk.name: 1 to 64"}},
    {"a desk without a name", "desk:\n  name: ''\n", {"f:2: desk.name: 1 to"}},
    {"a telephone with letters",
     "desk:\n  fallback_telephone: call us\n",
     {"f:2: desk.fallback_telephone: a telephone"}},
    {"no endpoint",
     "front:\n  listen: []\n",
     {"f:2: front.listen: a list of 1"}},
    {"five endpoints",
     "front:\n  listen: [a, b, c, d, e]\n",
     {"f:2: front.listen: a list of 1 to 4"}},
    {"an endpoint that is no list",
     "front:\n  listen: tcp://*:1\n",
     {"f:2: front.listen: a list is expected"}},
    {"an endpoint twice",
     "front:\n  listen: ['tcp://*:1', 'tcp://*:1']\n",
     {"f:2: front.listen: the same thing twice"}},
    {"an endpoint without a port",
     "front:\n  listen: ['tcp://localhost']\n",
     {"f:2: front.listen: tcp://ADDRESS:PORT"}},
    {"port 65536",
     "front:\n  listen: ['tcp://*:65536']\n",
     {"f:2: front.listen: tcp://"}},
    {"inproc is not for us",
     "front:\n  listen: ['inproc://x']\n",
     {"f:2: front.listen: tcp://"}},
    {"ipc and tcp together",
     "front:\n  listen: ['ipc:///run/loket/s', 'tcp://127.0.0.1:65535']\n",
     {NULL}},
    {"metrics on loopback",
     "front:\n  metrics: 'tcp://127.0.0.1:9411'\n",
     {NULL}},
    {"metrics nowhere", "front:\n  metrics: ''\n", {NULL}},
    {"metrics for others",
     "front:\n  metrics: 'tcp://0.0.0.0:9411'\n",
     {"f:2: front.metrics: tcp://127.0.0.1:PORT"}},
    {"limit below every",
     "desk:\n  checkpoint_every_bytes: 65537\n"
     "  checkpoint_limit_bytes: 65536\n",
     {"f: desk.checkpoint_limit_bytes: must not"}},
    {"forgotten between two heartbeats",
     "front:\n  idle_s: 9\n",
     {"f: front.idle_s: must be at least twice"}},
    {"two heartbeats fit", "front:\n  idle_s: 10\n", {NULL}},
    {"two longer ones",
     "front:\n  idle_s: 10\ndesk:\n  heartbeat_ms: 5001\n",
     {"f: front.idle_s: must be at least twice"}},
    {"an alarm between two heartbeats",
     "desk:\n  heartbeat_ms: 20001\n",
     {"f:2: desk.heartbeat_ms: a whole number from 100 to 20000"}},
    {"all findings at once",
     "x: 1\nlog_level: loud\nfront:\n  idle_s: 1\n  y: 2\n",
     {"f:1: x: unknown",
      "f:2: log_level:", "f:4: front.idle_s:", "f:5: front.y: unknown"}},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct file_findings findings = {0};
        struct config config;
        size_t expected = 0;

        while (expected < 4 && rows[i].findings[expected] != NULL)
            expected++;
        enum rc rc = parse(&config, rows[i].text, &findings);

        if ((rc == RC_OK) != (expected == 0) || findings.n != expected)
            fail_msg("%s: rc %d, %zu findings, first: %s", rows[i].name, rc,
                     findings.n, findings.n > 0 ? findings.lines[0] : "");
        for (size_t k = 0; k < expected; k++)
            if (strncmp(findings.lines[k], rows[i].findings[k],
                        strlen(rows[i].findings[k])) != 0)
                fail_msg("%s: %s", rows[i].name, findings.lines[k]);
        file_findings_close(&findings);
    }
}

static enum rc
parse_number(const struct yaml_field *field, int64_t value)
{
    struct file_findings findings = {0};
    struct config config;
    char text[300];
    const char *dot = strchr(field->path, '.');

    /* What is tried must not clash with a default. */
    snprintf(text, sizeof text, "%.*s:\n  %s: %" PRId64 "\n%s",
             (int)(dot - field->path), field->path, dot + 1, value,
             strcmp(dot, ".checkpoint_every_bytes") == 0
                 ? "  checkpoint_limit_bytes: 68719476736\n"
             : strcmp(dot, ".checkpoint_limit_bytes") == 0
                 ? "  checkpoint_every_bytes: 65536\n"
             : strcmp(dot, ".idle_s") == 0 ? "desk:\n  heartbeat_ms: 100\n"
                                           : "");
    enum rc rc = parse(&config, text, &findings);

    file_findings_close(&findings);
    return rc;
}

static void
test_numbers_end_where_the_table_says(void **state)
{
    size_t n = 0, tried = 0;
    const struct yaml_field *fields = config_file_fields(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        const struct yaml_field *f = &fields[i];

        if (f->type != FIELD_U32 && f->type != FIELD_I64)
            continue;
        tried++;
        if (parse_number(f, f->min - 1) != RC_INVALID ||
            parse_number(f, f->min) != RC_OK ||
            parse_number(f, f->max) != RC_OK ||
            parse_number(f, f->max + 1) != RC_INVALID)
            fail_msg("%s", f->path);
    }
    assert_true(tried >= 14);
}

static void
test_values_arrive(void **state)
{
    struct file_findings findings = {0};
    struct config config;

    (void)state;
    assert_int_equal(
        parse(&config,
              "log_level: debug\nproduction: false\nuser: loket\npaths: "
              "{state: /s, keys: /k}\n"
              "front: {listen: ['ipc:///a', 'tcp://[::]:9'], idle_s: 17,\n"
              "  metrics: 'unix:///m'}\n"
              "desk: {name: west-1, fallback_telephone: '+31 6 0000 0012',\n"
              "  checkpoint_limit_bytes: 68719476736}\n",
              &findings),
        RC_OK);
    assert_int_equal(config.log_level, 7);
    assert_false(config.production);
    assert_string_equal(config.user, "loket");
    assert_string_equal(config.desk.state_dir, "/s");
    assert_string_equal(config.keys_dir, "/k");
    assert_int_equal(config.front.endpoints_n, 2);
    assert_string_equal(config.front.endpoints[1], "tcp://[::]:9");
    assert_int_equal(config.front.idle_s, 17);
    assert_string_equal(config.front.metrics, "unix:///m");
    assert_string_equal(config.desk.desk, "west-1");
    assert_string_equal(config.desk.fallback_telephone, "+31 6 0000 0012");
    assert_int_equal(config.desk.checkpoint_limit_bytes, INT64_C(68719476736));
}

static void
test_huge_files_are_refused(void **state)
{
    struct file_findings findings = {0};
    struct config config;
    size_t n = YAML_DOC_BYTES + 1;
    uint8_t *bytes = malloc(n);

    (void)state;
    assert_non_null(bytes);
    memset(bytes, '#', n);
    assert_int_equal(config_file_parse(&config, "f", bytes, n, &findings),
                     RC_INVALID);
    assert_int_equal(config_file_parse(&config, "f", bytes, n - 1, &findings),
                     RC_OK);
    for (size_t i = 0; i < n; i++) /* 128 Ki entries */
        bytes[i] = i == 0 ? '[' : i % 2 == 1 ? '1' : ',';
    assert_int_equal(config_file_parse(&config, "f", bytes, n - 1, &findings),
                     RC_INVALID);
    assert_string_equal(findings.lines[findings.kept_n - 1],
                        "f:1: too many entries");
    file_findings_close(&findings);
    free(bytes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_file_is_the_defaults),
        cmocka_unit_test(test_every_key_stands_in_the_shipped_file),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_numbers_end_where_the_table_says),
        cmocka_unit_test(test_values_arrive),
        cmocka_unit_test(test_huge_files_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
