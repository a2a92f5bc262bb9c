#pragma once
// Rows as the binaries of their time wrote them: each is inserted at the schema version where its table was born, by
// statements that never change again. Bytes that today's code must still understand were made outside of it (python3,
// hmac, hashlib, bcrypt and cryptography) with a key of 32 times 'k'.

#include <string>
#include <string_view>
#include <vector>

#include "platform/db/database.h"

namespace foyer::test::born {

/// 0001: users 7 (active MODERATOR olena@example.com, password "Popcorn&Velvet7"), 8 (pending) and 9 (disabled).
Task<Done> accounts(db::Tx&);
/// 0002: one job of each state.
Task<Done> jobs(db::Tx&);
/// 0003: Olena's full profile and the empty one of user 8.
Task<Done> profiles(db::Tx&);
/// 0004: an unused activation token of user 8 and a used reset token of Olena.
Task<Done> one_time_tokens(db::Tx&);
/// 0005: Olena's session 0, 1 … 15 in its third generation, and a bare one of user 9.
Task<Done> sessions(db::Tx&);
/// 0006: an active ES256 key, sealed.
Task<Done> signing_keys(db::Tx&);
/// 0007: a spent window and a wrong password.
Task<Done> limits(db::Tx&);
/// 0008: a login of Olena, the registration of user 8 with its facts forgotten, and the erasure that allows that.
Task<Done> audit(db::Tx&);
/// 0009: a device of Olena.
Task<Done> known_devices(db::Tx&);
/// 0010: when Olena's session proved its password, and its refreshes.
Task<Done> fresh_sessions(db::Tx&);
/// 0011: since when the key signs.
Task<Done> signing_key_overlap(db::Tx&);
/// 0012: user 9 waits for erasure; Olena's export is ordered.
Task<Done> account_rights(db::Tx&);
/// 0013: a job that a fleet was told of, with the trace of its request.
Task<Done> job_announcements(db::Tx&);
/// 0014: when the clean-up looks at Olena's session.
Task<Done> session_sweep(db::Tx&);

/// 0015: what mails to Olena speak.
Task<Done> account_language(db::Tx&);

/// Rows with numbers of their own do not move the counters of PostgreSQL; those of SQLite they do.
Task<Done> continue_numbering(db::Tx&);
/// PostgreSQL learns SQLite's hex(), which rows_up_to() asks for.
Task<Done> speak_hex(db::Tx&);

/// In the order of their versions: what to insert once version number index + 1 is applied.
using Insert = Task<Done> (*)(db::Tx&);
inline constexpr Insert in_order[] = {&accounts,
                                      &jobs,
                                      &profiles,
                                      &one_time_tokens,
                                      &sessions,
                                      &signing_keys,
                                      &limits,
                                      &audit,
                                      &known_devices,
                                      &fresh_sessions,
                                      &signing_key_overlap,
                                      &account_rights,
                                      &job_announcements,
                                      &session_sweep,
                                      &account_language};

/// Every column of every row of the tables born up to and including this version; of columns that were added to a
/// table, those rows that do not hold what the migration put there.
Task<std::vector<std::string>> rows_up_to(db::Conn&, int version);

inline constexpr std::string_view activation_token = "oEjEx3TQ91oPzezZoEli9GnLbXlgT3Kl34tMf2uCYJ0";
inline constexpr std::string_view used_reset_token = "JqgIFRJjE2M1J43gHOYIWv-hubWveYLSN7A_tLT4XT8";
inline constexpr std::string_view spent_refresh_token =
    "AAECAwQFBgcICQoLDA0ODwAAAAAAAAACwaubNPjzKt51oHJxTr0ifiyHdYYoOcxePhvtsHhzfo8";
inline constexpr std::string_view live_refresh_token =
    "AAECAwQFBgcICQoLDA0ODwAAAAAAAAADR72NTqff_HEc9nb4ngBPNbboDZIT3Go5OKjAqp0sh8E";
inline constexpr std::string_view kid = "KdwFlbEb0BA0UltxlcuhkGx-fL-gcIceMj7PcBMv3vU";

}  // namespace foyer::test::born
