#include "auth/mail_order.h"

#include <algorithm>

#include "platform/crypto/encoding.h"
#include "platform/schema/object.h"

namespace foyer {

std::string order_with_link(MailKind kind, TokenId id) {
  const std::string_view bytes{reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
  return schema::to_json(MailOrder{kind, crypto::to_base64url(bytes), std::nullopt});
}

std::string order_for(MailKind kind, UserId user) { return schema::to_json(MailOrder{kind, std::nullopt, user.value}); }

std::optional<TokenId> token_of(const MailOrder& order) {
  const auto bytes = order.token ? crypto::from_base64url(*order.token) : std::nullopt;
  TokenId id;
  if (!bytes || bytes->size() != id.bytes.size()) return std::nullopt;
  std::ranges::copy(*bytes, id.bytes.begin());
  return id;
}

}  // namespace foyer
