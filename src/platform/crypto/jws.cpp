#include "platform/crypto/jws.h"

#include <fmt/format.h>
#include <algorithm>

#include "platform/crypto/encoding.h"
#include "platform/crypto/jws_header.h"

namespace foyer::crypto {
namespace {

constexpr std::size_t max_token = 4096;

struct Segments {
  std::string_view header, payload, signature;
  std::string_view signed_part;
};

std::optional<Segments> split(std::string_view token) noexcept {
  const auto first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  return Segments{.header = token.substr(0, first),
                  .payload = token.substr(first + 1, second - first - 1),
                  .signature = token.substr(second + 1),
                  .signed_part = token.substr(0, second)};
}

}  // namespace

const SigningKey* KeySet::find(std::string_view kid) const noexcept {
  const auto found = std::ranges::find_if(all, [&](const auto& key) { return key->kid() == kid; });
  return found == all.end() ? nullptr : found->get();
}

std::string KeySet::jwks() const {
  std::string keys;
  for (const auto& key : all) {
    const std::string jwk = key->public_jwk();
    if (jwk.empty()) continue;
    if (!keys.empty()) keys += ',';
    keys += jwk;
  }
  return fmt::format(R"({{"keys":[{}]}})", keys);
}

std::string sign_compact(const SigningKey& key, std::string_view type, std::string_view payload_json) {
  const std::string header =
      fmt::format(R"({{"alg":"{}","kid":"{}","typ":"{}"}})", name_of(key.algorithm()), key.kid(), type);
  const std::string signed_part = to_base64url(header) + '.' + to_base64url(payload_json);
  return signed_part + '.' + to_base64url(key.sign(signed_part));
}

std::optional<std::string> verify_compact(const KeySet& keys, std::string_view type, std::string_view token) {
  if (token.size() > max_token) return std::nullopt;
  const auto segments = split(token);
  if (!segments) return std::nullopt;
  const auto header_json = from_base64url(segments->header);
  auto payload = from_base64url(segments->payload);
  const auto signature = from_base64url(segments->signature);
  if (!header_json || !payload || !signature) return std::nullopt;
  const auto header = read_jws_header(*header_json);
  if (!header || header->typ != type) return std::nullopt;

  const SigningKey* const key = keys.find(header->kid);
  // The key says which algorithm is used; the token may only agree
  // (https://www.rfc-editor.org/rfc/rfc8725#section-3.1).
  if (key == nullptr || header->alg != name_of(key->algorithm())) return std::nullopt;
  if (!key->verify(segments->signed_part, *signature)) return std::nullopt;
  return payload;
}

}  // namespace foyer::crypto
