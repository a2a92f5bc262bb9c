#include "audit/chain.h"

#include "platform/crypto/digest.h"

namespace foyer::audit_chain {
namespace {

//   mac    = HMAC-SHA-256( key, message )
//   link   = field("foyer audit event") field(previous) number(seq) number(at) field(kind) (number(user) | none)
//            field(session) field(request_id) field(detail) field(facts_mac)
//   facts  = field("foyer audit facts") field(facts)
//   head   = field("foyer audit head") number(seq) field(chain)
//   field  = length, 4 bytes big-endian | that many bytes        none = field("")
//   number = field(8 bytes big-endian, two's complement)         at is in milliseconds since the epoch
// Every part tells its own length, so no two different events have one message. Never to be changed: stored chains are
// checked by it.
class Message {
 public:
  explicit Message(std::string_view label) { field(label); }

  Message& field(std::string_view bytes) {
    append(bytes.size(), 4);
    text_ += bytes;
    return *this;
  }
  Message& number(std::int64_t value) {
    append(8, 4);
    append(static_cast<std::uint64_t>(value), 8);
    return *this;
  }
  std::string mac(const Secret& key) const { return crypto::hmac_sha256(key.reveal(), text_); }

 private:
  void append(std::uint64_t value, unsigned bytes) {
    for (unsigned i = bytes; i-- > 0;) text_ += static_cast<char>(value >> (8 * i) & 0xFF);
  }

  std::string text_;
};

}  // namespace

std::string mac_of(const Secret& key, const Link& link) {
  Message message{"foyer audit event"};
  message.field(link.previous).number(link.seq).number(link.at.time_since_epoch().count()).field(link.kind);
  if (link.user) {
    message.number(link.user->value);
  } else {
    message.field({});
  }
  message.field(link.session).field(link.request_id).field(link.detail).field(link.facts_mac);
  return message.mac(key);
}

std::string mac_of_facts(const Secret& key, std::string_view facts) {
  return Message{"foyer audit facts"}.field(facts).mac(key);
}

std::string seal_of_head(const Secret& key, std::int64_t seq, std::string_view chain) {
  return Message{"foyer audit head"}.number(seq).field(chain).mac(key);
}

}  // namespace foyer::audit_chain
