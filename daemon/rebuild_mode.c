/* What linking derives, once more. */
#include "rebuild_mode.h"

#include <sodium.h>

#include "desk/desk.h"
#include "desk/rebuild.h"
#include "installation.h"
#include "sys/clock.h"
#include "sys/file_findings.h"
#include "sys/log.h"
#include "sys/secret.h"

static void
say(const char *what, const struct linking_digest *digest, FILE *out)
{
    char hex[LINKING_DIGEST_BYTES * 2 + 1];

    sodium_bin2hex(hex, sizeof hex, digest->digest, sizeof digest->digest);
    fprintf(out, "%s: signals=%lld bundles=%lld pairs=%lld digest=%s", what,
            (long long)digest->signals, (long long)digest->bundles,
            (long long)digest->pairs, hex);
}

static enum rc
rebuild(const struct installation *in, const struct desk_secrets *secrets,
        FILE *out)
{
    const struct clock clock = {0};
    const struct desk_start start = {.settings = &in->config.desk,
                                     .zone = &in->zone,
                                     .secrets = secrets,
                                     .vault = in->vault,
                                     .clock = &clock,
                                     .channel_fd = -1,
                                     .ready_fd = -1};
    struct rebuild_result result;
    enum rc rc = rebuild_run(&start, &result);

    if (rc == RC_DOWN)
        log_line(LOG_ERROR, "the desk runs: stop it first");
    if (rc != RC_OK)
        return rc;
    say("before", &result.before, out);
    fputc('\n', out);
    say("rebuild", &result.after, out);
    fprintf(out, " equal=%s\n", result.equal ? "yes" : "no");
    return result.equal ? RC_OK : RC_INVALID;
}

enum rc
rebuild_mode(const char *config_path, FILE *out)
{
    struct installation *in = NULL;
    struct file_findings findings = {0};
    void *secrets = NULL;
    enum rc rc = installation_read(&in, config_path, &findings);

    file_findings_log(&findings);
    file_findings_close(&findings);
    if (rc == RC_OK &&
        (secrets = secret_memory(sizeof(struct desk_secrets))) == NULL)
        rc = RC_FATAL;
    if (rc == RC_OK) {
        installation_derive(in, secrets);
        rc = rebuild(in, secrets, out);
    }
    secret_memory_close(secrets);
    installation_close(in);
    return rc;
}
