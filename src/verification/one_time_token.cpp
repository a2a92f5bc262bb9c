#include "verification/one_time_token.h"

#include "core/enum_names.h"
#include "platform/crypto/digest.h"
#include "platform/crypto/encoding.h"

namespace foyer {

std::string one_time_token(const Secret& key, TokenPurpose purpose, TokenId id, std::string_view address) {
  std::string input{enum_name(purpose)};
  input += '|';
  input.append(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
  input += '|';
  input += address;
  return crypto::to_base64url(crypto::hmac_sha256(key.reveal(), input));
}

std::optional<std::string> one_time_token_hash(std::string_view token) {
  constexpr std::size_t length = 43;
  if (token.size() != length) return std::nullopt;
  const auto bytes = crypto::from_base64url(token);
  return bytes ? std::optional{crypto::sha256(*bytes)} : std::nullopt;
}

}  // namespace foyer
