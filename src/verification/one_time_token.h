#pragma once
// The token in a mailed link.
//   token = base64url(HMAC-SHA-256(key, purpose "|" row id (16 bytes) "|" address))      43 characters
// The key is derived for one-time tokens alone; the row keeps SHA-256 of the token's 32 bytes. So the link can be built
// when the mail is sent, a token fits one purpose and one address, and no table, queue or log holds a usable one.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.h"
#include "core/secret.h"

namespace foyer {

/// Stored as these words for ever.
enum class TokenPurpose { activate, reset_password, change_email, undo_email_change };
BOOST_DESCRIBE_ENUM(TokenPurpose, activate, reset_password, change_email, undo_email_change)

std::string one_time_token(const Secret& key, TokenPurpose, TokenId, std::string_view address);
/// What the row keeps of a token; nothing if the text cannot be one.
std::optional<std::string> one_time_token_hash(std::string_view token);

}  // namespace foyer
