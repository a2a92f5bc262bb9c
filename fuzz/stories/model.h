#pragma once
// What Foyer promises of accounts, sessions and mailed links, in a program that can be read in one sitting and shares
// nothing with the product: no database, no hash, no real token. stories.cpp tells a story to both, and both must
// answer alike: "200" or the error's code.

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace foyer::fuzz {

using namespace std::chrono_literals;
using Moment = std::chrono::sys_time<std::chrono::milliseconds>;

enum class State { pending, active, disabled };
enum class Purpose { activate, reset, confirm, undo };

struct Account {
  std::string email;
  Moment born;
  State state = State::pending;
  std::optional<std::string> password{};
  bool disputed = false;  ///< several signed it up
  std::string first_name{};
  std::optional<Moment> erase_at{};
  bool there = true;
};

struct Session {
  std::size_t account;
  Moment proven_at, rotated_at, idle_end, end;
  std::vector<std::string> tokens{};  ///< by generation, as the product wrote them; the last one is live
  bool there = true;
};

struct Link {
  Purpose purpose;
  std::size_t account;
  std::string email;
  Moment issued_at, end;
  std::optional<std::string> password{};  ///< with activate: the one chosen by whoever asked for it
  std::string token{};                    ///< as it was mailed
  bool used = false, there = true;
};

class Model {
 public:
  static constexpr std::size_t none = ~std::size_t{0};  ///< a session or link that is made up, an unknown account
  static constexpr const char* done = "200";
  static constexpr int devices_at_most = 4;

  explicit Model(Moment start) : now{start} {}

  /// Nobody's before it is proven; then told by a mail without a token.
  void sign_up(const std::string& email, const std::string& password) {
    if (find(email) == none) accounts.push_back({email, now});
    const std::size_t account = find(email);
    if (accounts[account].state != State::pending) return;
    accounts[account].disputed = accounts[account].password.has_value();
    accounts[account].password = password;
    mail(Purpose::activate, account, email);
  }

  const char* verify(std::size_t link) {
    const Link* before = link_of(link, Purpose::activate, true);
    const Account* to = before != nullptr ? &accounts[before->account] : nullptr;
    if (to != nullptr && to->state == State::active && to->email == before->email) return done;
    Link* proof = link_of(link, Purpose::activate, false);
    if (proof == nullptr || accounts[proof->account].state != State::pending) return "invalid_token";
    accounts[proof->account].state = State::active;
    accounts[proof->account].password = proof->password;
    proof->used = true;
    void_links(proof->account);
    return done;
  }

  void ask_activation(const std::string& email) {
    const std::size_t account = find(email);
    if (account == none || accounts[account].state != State::pending) return;
    mail(Purpose::activate, account, email);
    if (accounts[account].disputed) links.back().password.reset();
  }

  const char* log_in(const std::string& email, const std::string& password) {
    const std::size_t account = find(email);
    if (account == none || accounts[account].password != password) return "invalid_credentials";
    if (accounts[account].state == State::disabled) return "invalid_credentials";
    if (accounts[account].state == State::pending) return "account_not_activated";
    accounts[account].erase_at.reset();
    sessions.push_back({account, now, now, now + 24h, now + 30 * 24h});
    const auto held = [&](const Session& one) { return one.there && one.account == account; };
    // A device is seen when it signs in and when it refreshes.
    const auto seen = [&](const Session& one) { return held(one) ? one.rotated_at : Moment::max(); };
    while (std::ranges::count_if(sessions, held) > devices_at_most) {
      std::ranges::min_element(sessions, {}, seen)->there = false;
    }
    return done;
  }

  const char* refresh(std::size_t session, std::size_t generation) {
    if (session == none || !is_alive(sessions[session])) return "invalid_refresh_token";
    Session& one = sessions[session];
    const std::size_t live = one.tokens.size() - 1;
    if (generation + 1 == live && now - one.rotated_at < 10s) return "the same again";
    one.there = generation == live;
    if (!one.there) return "invalid_refresh_token";
    one.rotated_at = now;
    one.idle_end = std::min(now + 24h, one.end);
    return done;
  }

  void log_out(std::size_t session) {
    if (session != none) sessions[session].there = false;
  }

  void log_out_all(const Session& here, bool keep_current) { end_all(here.account, keep_current ? &here : nullptr); }

  const char* end_session(const Session& here, std::size_t session) {
    if (session == none || !sessions[session].there || sessions[session].account != here.account) return "not_found";
    sessions[session].there = false;
    return done;
  }

  const char* change_password(Session& here, const std::string& old_one, const std::string& new_one) {
    if (accounts[here.account].password != old_one) return "wrong_password";
    if (old_one == new_one) return "password_reused";
    accounts[here.account].password = new_one;
    here.proven_at = now;
    end_all(here.account, &here);
    void_links(here.account);
    return done;
  }

  const char* reauthenticate(Session& here, const std::string& password) {
    if (accounts[here.account].password != password) return "wrong_password";
    here.proven_at = now;
    return done;
  }

  void ask_reset(const std::string& email) {
    const std::size_t account = find(email);
    if (account != none && accounts[account].state == State::active) mail(Purpose::reset, account, email);
  }

  const char* reset(std::size_t link, const std::string& password) {
    Link* proof = link_of(link, Purpose::reset, false);
    if (proof == nullptr) return "invalid_token";
    Account& account = accounts[proof->account];
    if (account.state != State::active || account.email != proof->email) return "invalid_token";
    account.password = password;
    proof->used = true;
    end_all(proof->account);
    void_links(proof->account);
    return done;
  }

  const char* change_email(const Session& here, const std::string& email) {
    if (now - here.proven_at > 15min) return "reauthentication_required";
    if (accounts[here.account].email == email) return "validation_error";
    for (Link& one : links) {
      if (one.account == here.account && one.purpose == Purpose::confirm && !one.used) one.there = false;
    }
    const std::size_t other = find(email);
    if (other == none || accounts[other].state == State::pending) mail(Purpose::confirm, here.account, email);
    return done;
  }

  const char* confirm(const Session& here, std::size_t link) {
    const std::size_t account = here.account;
    const Link* before = link_of(link, Purpose::confirm, true);
    if (before != nullptr && before->account == account && accounts[account].email == before->email) return done;
    Link* proof = link_of(link, Purpose::confirm, false);
    if (proof == nullptr || accounts[proof->account].state != State::active) return "invalid_token";
    if (proof->account != account) return "other_account";
    const std::string former = accounts[account].email;
    if (!move(account, proof->email)) return "invalid_token";
    proof->used = true;
    end_all(account, &here);
    void_links(account);
    mail(Purpose::undo, account, former);
    return done;
  }

  const char* undo(std::size_t link) {
    const Link* before = link_of(link, Purpose::undo, true);
    if (before != nullptr && accounts[before->account].email == before->email) return done;
    Link* proof = link_of(link, Purpose::undo, false);
    if (proof == nullptr || accounts[proof->account].state != State::active) return "invalid_token";
    const std::size_t account = proof->account;
    if (!move(account, proof->email, proof->issued_at)) return "invalid_token";
    proof->used = true;
    accounts[account].password.reset();
    accounts[account].erase_at.reset();
    end_all(account);
    void_links(account);
    // Whoever moved the account twice may not come back by the address in between.
    for (Link& one : links) {
      const bool later = one.purpose == Purpose::undo && one.account == account && one.issued_at >= proof->issued_at;
      if (later && &one != proof) one.there = false;
    }
    mail(Purpose::reset, account, accounts[account].email);
    return done;
  }

  const char* close(const Session& here) {
    if (now - here.proven_at > 15min) return "reauthentication_required";
    const std::size_t account = here.account;
    accounts[account].erase_at = now + 14 * 24h;
    for (const Link& one : links) {
      const bool undoes = one.there && !one.used && one.purpose == Purpose::undo && one.account == account;
      if (undoes) accounts[account].erase_at = std::max(*accounts[account].erase_at, one.end);
    }
    end_all(account);
    void_links(account);
    return done;
  }

  /// By an operator.
  void set_state(std::size_t account, State state) {
    accounts[account].state = state;
    if (state != State::active) end_all(account);
  }

  void clean_up() {
    for (Link& one : links) one.there = one.there && now < one.end;
    for (Session& one : sessions) {
      const auto swept = one.end - std::chrono::floor<std::chrono::days>(one.end - one.idle_end);
      one.there = one.there && now < swept;
    }
    for (std::size_t i = 0; i < accounts.size(); ++i) {
      if (accounts[i].there && accounts[i].erase_at && *accounts[i].erase_at <= now) erase(i);
    }
  }

  std::size_t find(const std::string& email) const {
    const auto found = std::ranges::find_if(accounts, [&](const Account& a) { return a.there && a.email == email; });
    return found == accounts.end() ? none : static_cast<std::size_t>(found - accounts.begin());
  }

  bool is_alive(const Session& one) const {
    return one.there && now < one.idle_end && now < one.end && accounts[one.account].state == State::active;
  }

  /// Which link a mail must bring since this was last asked; its token is not known before.
  Link* take_mailed() { return std::exchange(mailed_, false) ? &links.back() : nullptr; }

  Moment now;
  std::vector<Account> accounts;
  std::vector<Session> sessions;
  std::vector<Link> links;

 private:
  void mail(Purpose purpose, std::size_t account, std::string email) {
    const auto valid = purpose == Purpose::activate  ? 30min
                       : purpose == Purpose::reset   ? 60min
                       : purpose == Purpose::confirm ? 24h
                                                     : 7 * 24h;
    links.push_back({purpose, account, std::move(email), now, now + valid, accounts[account].password});
    mailed_ = true;
  }

  Link* link_of(std::size_t link, Purpose purpose, bool used) {
    if (link == none || !links[link].there || links[link].used != used) return nullptr;
    return links[link].purpose == purpose && now < links[link].end ? &links[link] : nullptr;
  }

  void end_all(std::size_t account, const Session* kept = nullptr) {
    for (Session& one : sessions) one.there = one.there && (one.account != account || &one == kept);
  }

  /// A link that undoes a change of address outlives what a thief does with the account.
  void void_links(std::size_t account) {
    for (Link& one : links) {
      if (one.account == account && !one.used && one.purpose != Purpose::undo) one.there = false;
    }
  }

  /// Who never proved an address gives way to one who does; whoever signed up after it was taken, to whom it was of.
  bool move(std::size_t account, const std::string& email, Moment since = Moment::max()) {
    const std::size_t other = find(email);
    const bool younger = other != none && accounts[other].state == State::active && accounts[other].born >= since;
    if (other != none && other != account && accounts[other].state != State::pending && !younger) return false;
    if (other != none && other != account) erase(other);
    accounts[account].email = email;
    return true;
  }

  void erase(std::size_t account) {
    accounts[account].there = false;
    end_all(account);
    for (Link& one : links) one.there = one.there && one.account != account;
  }

  bool mailed_ = false;
};

}  // namespace foyer::fuzz
