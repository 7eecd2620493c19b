/* In place of sys/confine.h and sys/restrict.h, for the loketd of `make coverage` alone: its
 * processes write what they ran into files when they end. */
#include "sys/confine.h"
#include "sys/restrict.h"

enum rc __wrap_confine_files(const char *const socket_dirs[], size_t n);
enum rc __wrap_restrict_calls(enum restricted process);

enum rc
__wrap_confine_files(const char *const socket_dirs[], size_t n)
{
    (void)socket_dirs;
    (void)n;
    return RC_OK;
}

enum rc
__wrap_restrict_calls(enum restricted process)
{
    (void)process;
    return RC_OK;
}
