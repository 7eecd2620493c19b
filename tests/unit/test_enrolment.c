/* May this partner be enrolled? */
#include "rows.h"

#include <string.h>

#include "core/validate.h"

static struct enrolment
good(void)
{
    struct enrolment e = {
        .organisation = "woningstichting-voorbeeld",
        .organisation_kind = ORGANISATION_HOUSING,
        .name = "balie-1",
        .kind = PRINCIPAL_PERSON,
        .roles = ROLE_BIT(ROLE_SUBMITTER),
        .public_key = {1},
        .public_key_n = PUBLIC_KEY_BYTES,
        .valid_from_us = 1000,
        .valid_to_us = 2000,
    };

    return e;
}

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

#define CASE(function, change)                                                 \
    static void function(struct enrolment *e)                                  \
    {                                                                          \
        change;                                                                \
    }
CASE(as_it_is, (void)e)
CASE(no_organisation, e->organisation = "")
CASE(longest_organisation, e->organisation = A64)
CASE(long_organisation, e->organisation = A64 "a")
CASE(capital_organisation, e->organisation = "Voorbeeld")
CASE(no_organisation_kind, e->organisation_kind = ORGANISATION_NONE)
CASE(no_name, e->name = "")
CASE(space_name, e->name = "balie 1")
CASE(path_name, e->name = "../balie")
CASE(no_kind, e->kind = PRINCIPAL_NONE)
CASE(no_roles, e->roles = 0)
CASE(all_roles, e->roles = 0x7E)
CASE(role_none, e->roles = 1)
CASE(role_unknown, e->roles = 0x80)
CASE(no_key, e->public_key_n = 0)
CASE(short_key, e->public_key_n = 31)
CASE(long_key, e->public_key_n = 33)
CASE(zero_key, e->public_key[0] = 0)
CASE(no_end, e->valid_to_us = 0)
CASE(empty_period, e->valid_to_us = 1000)
CASE(shortest_period, e->valid_to_us = 1001)
CASE(before_1970, e->valid_from_us = -1)
CASE(from_zero, e->valid_from_us = 0)

static const struct row {
    const char *name;
    void (*change)(struct enrolment *e);
    const char *field; /* NULL: taken */
    enum refusal_code code;
} rows[] = {
    {"as it is", as_it_is, NULL, REFUSAL_NONE},
    {"no organisation", no_organisation, "organisation", REFUSAL_REQUIRED},
    {"64 bytes", longest_organisation, NULL, REFUSAL_NONE},
    {"65 bytes", long_organisation, "organisation", REFUSAL_TOO_LONG},
    {"capital", capital_organisation, "organisation", REFUSAL_INVALID},
    {"no organisation kind", no_organisation_kind, "organisation_kind",
     REFUSAL_REQUIRED},
    {"no name", no_name, "name", REFUSAL_REQUIRED},
    {"space in a name", space_name, "name", REFUSAL_INVALID},
    {"path in a name", path_name, "name", REFUSAL_INVALID},
    {"no kind", no_kind, "kind", REFUSAL_REQUIRED},
    {"no roles", no_roles, "roles", REFUSAL_REQUIRED},
    {"all roles", all_roles, NULL, REFUSAL_NONE},
    {"role none is no role", role_none, "roles", REFUSAL_UNKNOWN_CODE},
    {"unknown role", role_unknown, "roles", REFUSAL_UNKNOWN_CODE},
    {"no key", no_key, "public_key", REFUSAL_REQUIRED},
    {"31 bytes of key", short_key, "public_key", REFUSAL_INVALID},
    {"33 bytes of key", long_key, "public_key", REFUSAL_INVALID},
    {"key of zeros", zero_key, "public_key", REFUSAL_INVALID},
    {"without end", no_end, NULL, REFUSAL_NONE},
    {"ends as it begins", empty_period, "valid_to_us", REFUSAL_OUT_OF_RANGE},
    {"a microsecond", shortest_period, NULL, REFUSAL_NONE},
    {"before 1970", before_1970, "valid_from_us", REFUSAL_OUT_OF_RANGE},
    {"from 1970", from_zero, NULL, REFUSAL_NONE},
};

static void
test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(rows); i++) {
        const struct row *r = &rows[i];
        struct enrolment e = good();
        struct refusal why = {.n = 5};

        r->change(&e);
        if (validate_enrolment(&e, &why) !=
                (r->field == NULL ? RC_OK : RC_INVALID) ||
            why.n != (r->field == NULL ? 0U : 1U))
            fail_msg("%s: %zu findings", r->name, why.n);
        if (r->field != NULL && (strcmp(why.findings[0].field, r->field) != 0 ||
                                 why.findings[0].code != r->code))
            fail_msg("%s: %s %s", r->name, why.findings[0].field,
                     refusal_code_name(why.findings[0].code));
    }
}

static void
test_all_findings_at_once_in_order(void **state)
{
    static const char *const fields[] = {
        "organisation", "organisation_kind", "name",         "kind",
        "roles",        "public_key",        "valid_from_us"};
    struct enrolment e = {.organisation = "", .name = "", .valid_from_us = -1};
    struct refusal why;

    (void)state;
    assert_int_equal(validate_enrolment(&e, &why), RC_INVALID);
    assert_int_equal(why.n, ROWS(fields));
    for (size_t i = 0; i < why.n; i++)
        assert_string_equal(why.findings[i].field, fields[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_all_findings_at_once_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
