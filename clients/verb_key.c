/* verb_key -- key new: a profile with a new key pair; key show */
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile.h"
#include "sys/file.h"
#include "sys/secret.h"
#include "sys/z85.h"
#include "text.h"
#include "verb.h"

const char verb_key_help[] = N_(
    "usage: loket key new --server ENDPOINT --server-key KEY [--name NAME]\n"
    "       loket key show\n"
    "\n"
    "new makes a profile: a key pair of your own, and which desk it is for.\n"
    "Give the public key to the operator, who enrols it; read the fingerprint\n"
    "to each other by telephone.  The secret key stays in the profile.\n"
    "\n"
    "  --server ENDPOINT     of the desk, like tcp://desk.example:7411\n"
    "  --server-key KEY      the desk's public key, 40 characters\n"
    "  --name NAME           your name at the desk\n"
    "  --telephone NUMBER    whom to call when the desk cannot be reached\n"
    "\n"
    "For a new key beside one in use, make a second profile, have it added\n"
    "with `loket partner rotate`, and use that profile from then on.\n"
    "\n"
    "example:\n"
    "  loket key new --profile ./night --server tcp://desk.example:7411 \\\n"
    "    --server-key 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7' --name "
    "anna\n");

static void
keys_print(const struct invocation *inv, const struct profile *profile)
{
    char key[Z85_KEY_CHARS + 1];
    char fingerprint[FINGERPRINT_BYTES];

    z85_encode(key, profile->public_key);
    public_key_fingerprint(fingerprint, profile->public_key);
    if (inv->json) {
        json_t *line = json_pack("{s:s, s:s, s:s, s:s}", "profile",
                                 profile->folder, "name", profile->name,
                                 "public_key", key, "fingerprint", fingerprint);

        output_object(line);
        json_decref(line);
    }
    output_line(&inv->out, _("profile      %s"), profile->folder);
    output_line(&inv->out, _("public key   %s"), key);
    output_line(&inv->out, _("fingerprint  %s"), fingerprint);
}

/* A folder in a folder that may not be there yet (~/.config). */
static enum rc
folder_make(const char *path)
{
    char parent[PROFILE_PATH_BYTES];
    enum rc rc = file_make_dir(path, 0700);
    char *slash;

    if (rc == RC_OK || rc == RC_DUP)
        return RC_OK;
    (void)snprintf(parent, sizeof parent, "%s", path);
    slash = strrchr(parent, '/');
    if (errno != ENOENT || slash == NULL || slash == parent)
        return rc;
    *slash = '\0';
    rc = file_make_dir(parent, 0700);
    if (rc != RC_OK && rc != RC_DUP)
        return rc;
    return file_make_dir(path, 0700);
}

/* The secret first: it is the one that must not be there yet. */
static enum rc
pair_make(struct profile *profile)
{
    char path[PROFILE_PATH_BYTES];
    enum rc rc = secret_new(&profile->secret);

    if (rc != RC_OK)
        return rc;
    if (crypto_box_keypair(profile->public_key, profile->secret->bytes) != 0)
        return RC_FATAL;
    if ((rc = profile_path(profile, "secret.key", path)) != RC_OK ||
        (rc = secret_write_new(profile->secret, path)) != RC_OK ||
        (rc = profile_path(profile, "public.key", path)) != RC_OK)
        return rc;
    return public_key_write_new(profile->public_key, path);
}

static enum ending
profile_make(const struct invocation *inv, struct profile *profile)
{
    enum rc rc;

    if ((rc = folder_make(profile->folder)) == RC_OK &&
        (rc = pair_make(profile)) == RC_OK)
        rc = profile_write_settings(profile);
    if (rc == RC_DUP) {
        output_error(_("%s holds a key already; it is left as it is.  Name "
                       "another folder with --profile DIR"),
                     profile->folder);
        return ENDING_REFUSED;
    }
    if (rc != RC_OK) {
        output_error(_("%s cannot be written: %s"), profile->folder,
                     strerror(errno));
        return ENDING_USAGE;
    }
    keys_print(inv, profile);
    output_line(&inv->out,
                _("now ask the operator to add this key to the desk"));
    return ENDING_DONE;
}

static bool
name_fits(char *out, size_t out_bytes, const char *text)
{
    int n = snprintf(out, out_bytes, "%s", text);

    /* It goes between double quotes on one line of profile.yaml. */
    return n >= 0 && (size_t)n < out_bytes && strpbrk(text, "\"\n\r") == NULL;
}

static enum ending
key_new(const struct invocation *inv, const char *server,
        const char *server_key, const char *name, const char *telephone)
{
    enum ending ending;
    struct profile *profile = calloc(1, sizeof *profile);

    if (profile == NULL)
        return ENDING_USAGE;
    if (server == NULL || server_key == NULL)
        ending = args_wrong(inv, _("--server and --server-key are needed; the "
                                   "operator of the desk has them"));
    else if (strlen(server_key) != Z85_KEY_CHARS ||
             !z85_decode(profile->server_key, server_key))
        ending = args_wrong(inv, _("--server-key is not a key; it has 40 "
                                   "characters, put it in '..'"));
    else if (!name_fits(profile->server, sizeof profile->server, server) ||
             !name_fits(profile->name, sizeof profile->name, name) ||
             !name_fits(profile->fallback_telephone,
                        sizeof profile->fallback_telephone, telephone))
        ending = args_wrong(inv, _("a value is too long"));
    else if (profile_folder(inv->profile, profile->folder) != RC_OK)
        ending = args_wrong(inv, _("--profile DIR is needed"));
    else
        ending = profile_make(inv, profile);
    profile_close(profile);
    return ending;
}

enum ending
verb_key(struct invocation *inv)
{
    const char *server = NULL;
    const char *server_key = NULL;
    const char *name = "";
    const char *telephone = "";
    const struct arg args[] = {
        {"server", ARG_TEXT, &server},
        {"server-key", ARG_TEXT, &server_key},
        {"name", ARG_TEXT, &name},
        {"telephone", ARG_TEXT, &telephone},
    };
    struct profile *profile = NULL;
    enum rc rc = args_read(inv, args, sizeof args / sizeof args[0]);

    if (rc != RC_OK)
        return args_ending(rc);
    if (inv->argc == 1 && strcmp(inv->argv[0], "new") == 0)
        return key_new(inv, server, server_key, name, telephone);
    if (inv->argc != 1 || strcmp(inv->argv[0], "show") != 0)
        return args_wrong(inv, _("say `loket key new` or `loket key show`"));
    if (profile_open(&profile, inv->profile) != RC_OK)
        return ENDING_USAGE;
    keys_print(inv, profile);
    profile_close(profile);
    return ENDING_DONE;
}
