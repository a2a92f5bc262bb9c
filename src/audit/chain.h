#pragma once
// What the chain covers, as bytes. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/ids.h"
#include "core/secret.h"

namespace foyer::audit_chain {

/// Everything of an event but its facts, which may be forgotten and are covered by their own MAC.
struct Link {
  std::string_view previous;  ///< the chain value before this event; empty before the first
  std::int64_t seq = 0;
  Time at{};
  std::string_view kind;
  std::optional<UserId> user;
  std::string_view session;  ///< its bytes; empty: none
  std::string_view request_id;
  std::string_view detail;
  std::string_view facts_mac;
};

/// 32 bytes each.
std::string mac_of(const Secret& key, const Link&);
std::string mac_of_facts(const Secret& key, std::string_view facts);
std::string seal_of_head(const Secret& key, std::int64_t seq, std::string_view chain);

}  // namespace foyer::audit_chain
