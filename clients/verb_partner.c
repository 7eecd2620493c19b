/* verb_partner -- partner add, list, rotate, revoke: for operators */
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "profile.h"
#include "sys/secret.h"
#include "sys/z85.h"
#include "text.h"
#include "verb.h"
#include "visit_list.h"

const char verb_partner_help[] = N_(
    "usage: loket partner add --organisation O --organisation-kind K\n"
    "         --name N --role R[,R..] --key KEY [--kind person|system]\n"
    "         [--valid-from TIME] [--valid-to TIME]\n"
    "       loket partner list\n"
    "       loket partner rotate NAME --key KEY [--old-valid-to TIME]\n"
    "       loket partner revoke NAME [--key KEY]\n"
    "       loket partner unpark NAME\n"
    "\n"
    "add enrols a person or a system of a partner with its public key: read\n"
    "the fingerprint to each other first.  rotate adds a key; the old one\n"
    "stays valid for 7 days or until --old-valid-to.  revoke ends a key, or\n"
    "every key of NAME, within a second and for ever.  unpark lets keys in\n"
    "again that were shut out because the server ended at their messages.\n"
    "\n"
    "  organisation kinds  police_amsterdam police kmar comensha housing care\n"
    "                      municipality youth health lawyer inspectorate\n"
    "                      client acm other\n"
    "  roles               submitter coordinator desk_manager operator\n"
    "                      auditor statistics\n"
    "  TIME                2026-12-01 (midnight UTC) or 2026-12-01T08:00:00Z\n"
    "\n"
    "example:\n"
    "  loket partner add --organisation corporatie --organisation-kind "
    "housing\n"
    "    --name corporatie-intake --role submitter --kind system --key '..'\n");

struct partner_options {
    const char *organisation, *organisation_kind;
    const char *name, *kind, *key;
    const char *valid_from, *valid_to, *old_valid_to;
    struct arg_list roles;
};

/* "" for NULL.  RC_INVALID: it is no key. */
static enum rc
key_hex(const char *key, char out[2 * PUBLIC_KEY_BYTES + 1])
{
    uint8_t bytes[PUBLIC_KEY_BYTES];

    out[0] = '\0';
    if (key == NULL)
        return RC_OK;
    if (strlen(key) != Z85_KEY_CHARS || !z85_decode(bytes, key))
        return RC_INVALID;
    (void)sodium_bin2hex(out, 2 * PUBLIC_KEY_BYTES + 1, bytes, sizeof bytes);
    return RC_OK;
}

static enum rc
time_read(const char *text, int64_t *out_us)
{
    struct tm utc = {0};
    const char *end;

    *out_us = 0;
    if (text == NULL)
        return RC_OK;
    end = strptime(text, "%Y-%m-%d", &utc);
    if (end != NULL && *end == 'T')
        end = strptime(end, "T%H:%M:%SZ", &utc);
    if (end == NULL || *end != '\0')
        return RC_INVALID;
    *out_us = (int64_t)timegm(&utc) * 1000000;
    return RC_OK;
}

static void
print_keys(const struct output *out, const json_t *keys)
{
    const json_t *key;
    size_t i;

    json_array_foreach(keys, i, key)
    {
        const char *hex = object_text(key, "public_key");
        int64_t to_us = object_number(key, "valid_to_us");
        int64_t revoked_us = object_number(key, "revoked_us");
        uint8_t bytes[PUBLIC_KEY_BYTES];
        char fingerprint[FINGERPRINT_BYTES] = "?";
        char from[TEXT_TIME_BYTES];
        char to[TEXT_TIME_BYTES];
        size_t n = 0;

        if (sodium_hex2bin(bytes, sizeof bytes, hex, strlen(hex), NULL, &n,
                           NULL) == 0 &&
            n == sizeof bytes)
            public_key_fingerprint(fingerprint, bytes);
        (void)text_time(object_number(key, "valid_from_us"), from);
        if (object_number(key, "parked_us") != 0)
            output_line(out, _("  key %s, SHUT OUT since %s"), fingerprint,
                        text_time(object_number(key, "parked_us"), to));
        else if (revoked_us != 0)
            output_line(out, _("  key %s, revoked %s"), fingerprint,
                        text_time(revoked_us, to));
        else if (to_us != 0)
            output_line(out, _("  key %s, valid from %s to %s"), fingerprint,
                        from, text_time(to_us, to));
        else
            output_line(out, _("  key %s, valid from %s"), fingerprint, from);
    }
}

static void
print_partner(const struct output *out, const json_t *partner)
{
    char roles[256] = "";
    const json_t *role;
    size_t at = 0;
    size_t i;

    json_array_foreach(json_object_get(partner, "roles"), i, role)
    {
        int n =
            snprintf(roles + at, sizeof roles - at, "%s%s", i == 0 ? "" : ", ",
                     text_word("role", json_string_value(role)));

        if (n < 0 || (size_t)n >= sizeof roles - at)
            break;
        at += (size_t)n;
    }
    output_line(out, _("%s  %s (%s), %s"), object_text(partner, "name"),
                object_text(partner, "organisation"),
                object_text(partner, "organisation_kind"), roles);
    print_keys(out, json_object_get(partner, "keys"));
}

/* One question, answered by partners; all pages of them. */
static enum ending
partners_ask(const struct invocation *inv, const char *kind, json_t *body)
{
    const struct visit_list list = {kind, "partners", "name", print_partner,
                                    NULL};

    return visit_list(inv, &list, body);
}

static enum ending
partner_add(const struct invocation *inv, const struct partner_options *o)
{
    char key[2 * PUBLIC_KEY_BYTES + 1];
    int64_t from_us;
    int64_t to_us;

    if (o->organisation == NULL || o->name == NULL || o->key == NULL ||
        o->roles.n == 0)
        return args_wrong(
            inv, _("--organisation, --name, --role and --key are needed"));
    if (key_hex(o->key, key) != RC_OK)
        return args_wrong(inv, _("--key is not a key; it has 40 characters, "
                                 "put it in '..'"));
    if (time_read(o->valid_from, &from_us) != RC_OK ||
        time_read(o->valid_to, &to_us) != RC_OK)
        return args_wrong(inv, _("a time is written like 2026-12-01"));
    return partners_ask(
        inv, "partner_add",
        json_pack("{s:s, s:s*, s:s, s:s, s:o, s:s, s:I, s:I}", "organisation",
                  o->organisation, "organisation_kind", o->organisation_kind,
                  "name", o->name, "kind", o->kind, "roles",
                  args_words(&o->roles), "public_key", key, "valid_from_us",
                  (json_int_t)from_us, "valid_to_us", (json_int_t)to_us));
}

static enum ending
partner_rotate(const struct invocation *inv, const struct partner_options *o)
{
    char key[2 * PUBLIC_KEY_BYTES + 1];
    int64_t to_us;

    if (inv->argc != 2 || o->key == NULL || key_hex(o->key, key) != RC_OK)
        return args_wrong(inv, _("a NAME and a --key of 40 characters are "
                                 "needed"));
    if (time_read(o->old_valid_to, &to_us) != RC_OK)
        return args_wrong(inv, _("a time is written like 2026-12-01"));
    return partners_ask(inv, "partner_rotate",
                        json_pack("{s:s, s:s, s:I}", "name", inv->argv[1],
                                  "public_key", key, "old_valid_to_us",
                                  (json_int_t)to_us));
}

static enum ending
partner_revoke(const struct invocation *inv, const struct partner_options *o)
{
    char key[2 * PUBLIC_KEY_BYTES + 1];

    if (inv->argc != 2 || key_hex(o->key, key) != RC_OK)
        return args_wrong(inv, _("a NAME is needed; --key has 40 characters"));
    return partners_ask(
        inv, "partner_revoke",
        json_pack("{s:s, s:s}", "name", inv->argv[1], "public_key", key));
}

static enum ending
partner_unpark(const struct invocation *inv)
{
    if (inv->argc != 2)
        return args_wrong(inv, _("a NAME is needed"));
    return partners_ask(inv, "partner_unpark",
                        json_pack("{s:s}", "name", inv->argv[1]));
}

enum ending
verb_partner(struct invocation *inv)
{
    struct partner_options o = {.kind = "person"};
    const struct arg args[] = {
        {"organisation", ARG_TEXT, &o.organisation},
        {"organisation-kind", ARG_TEXT, &o.organisation_kind},
        {"name", ARG_TEXT, &o.name},
        {"kind", ARG_TEXT, &o.kind},
        {"key", ARG_TEXT, &o.key},
        {"role", ARG_LIST, &o.roles},
        {"valid-from", ARG_TEXT, &o.valid_from},
        {"valid-to", ARG_TEXT, &o.valid_to},
        {"old-valid-to", ARG_TEXT, &o.old_valid_to},
    };
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);
    const char *what;

    if (rc != RC_OK)
        return args_ending(rc);
    what = inv->argc > 0 ? inv->argv[0] : "";
    if (strcmp(what, "add") == 0 && inv->argc == 1)
        return partner_add(inv, &o);
    if (strcmp(what, "list") == 0 && inv->argc == 1)
        return partners_ask(inv, "partner_list", json_object());
    if (strcmp(what, "rotate") == 0)
        return partner_rotate(inv, &o);
    if (strcmp(what, "revoke") == 0)
        return partner_revoke(inv, &o);
    if (strcmp(what, "unpark") == 0)
        return partner_unpark(inv);
    return args_wrong(inv, _("say add, list, rotate, revoke or unpark"));
}
