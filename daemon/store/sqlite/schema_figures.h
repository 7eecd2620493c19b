/* schema_figures -- the part of the third migration that figures need: counts
 * of refusals, and the views that programs outside read. */
#ifndef STORE_SQLITE_SCHEMA_FIGURES_H
#define STORE_SQLITE_SCHEMA_FIGURES_H

extern const char schema_refusals[];
extern const char schema_messages_view[];
extern const char schema_codes_view[];
extern const char schema_referrals_view[];
extern const char schema_terms_view[];
extern const char schema_alerts_view[];
extern const char schema_bottlenecks_view[];
extern const char schema_advice_view[];
extern const char schema_refusals_view[];

#endif
