#include "app/server_secret.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "platform/crypto/encoding.h"
#include "platform/db/file_access.h"

namespace foyer::app {
namespace {

constexpr std::size_t secret_size = 32;

std::filesystem::path path_of(const Settings& settings) { return settings.data_dir / "secret.key"; }

std::string what_to_do(const std::filesystem::path& path, std::string_view action, int error) {
  const bool denied = error == EACCES || error == EPERM;
  const std::string remedy = denied ? db::remedy_for_denied(path) : "make it writable";
  // Another folder has another secret.
  if (action == "read") return denied ? "; " + remedy : std::string{};
  return fmt::format("; {}, or set DATA_DIR to another folder", remedy);
}

[[noreturn]] void give_up(const std::filesystem::path& path, std::string_view action) {
  const int error = errno;
  throw std::runtime_error{fmt::format("cannot {} {}: {}{}", action, path.string(),
                                       std::generic_category().message(error), what_to_do(path, action, error))};
}

struct File {
  int descriptor;
  explicit File(int fd) : descriptor{fd} {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

std::optional<Secret> read_secret(const std::filesystem::path& path) {
  const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.descriptor < 0) {
    if (errno == ENOENT) return std::nullopt;
    give_up(path, "read");
  }
  struct stat facts{};
  if (::fstat(file.descriptor, &facts) == 0 && (facts.st_mode & 077) != 0) {
    throw std::runtime_error{
        fmt::format("{} can be read by other users; run: chmod 600 {}", path.string(), path.string())};
  }
  std::string text(2 * secret_size, '\0');
  const auto got = ::read(file.descriptor, text.data(), text.size());
  auto bytes = got == static_cast<ssize_t>(text.size()) ? crypto::from_hex(text) : std::nullopt;
  wipe(text);
  if (!bytes) {
    throw std::runtime_error{
        fmt::format("{} is damaged; restore it from a backup: without it the stored keys stay closed", path.string())};
  }
  return Secret{std::move(*bytes)};
}

/// Is there no longer than it is needed, however that ends.
struct Aside {
  std::filesystem::path path;
  explicit Aside(std::filesystem::path at) : path{std::move(at)} {}
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;
  ~Aside() { ::unlink(path.c_str()); }
};

void store(const std::filesystem::path& path, std::string_view text) {
  const File file{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
  if (file.descriptor < 0 || ::write(file.descriptor, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      ::fsync(file.descriptor) != 0) {
    give_up(path, "write");
  }
}

/// Written aside, synced and linked into place: a crash leaves a whole secret or none, and of two processes that start
/// at once one wins.
void write_secret(const std::filesystem::path& path, crypto::Random& random) {
  const Secret text{crypto::to_hex(random.bytes(secret_size)) + "\n"};
  {
    const Aside aside{path.string() + fmt::format(".{}", ::getpid())};
    store(aside.path, text.reveal());
    if (::link(aside.path.c_str(), path.c_str()) != 0 && errno != EEXIST) give_up(path, "write");
  }
  const File folder{::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder.descriptor >= 0) ::fsync(folder.descriptor);
}

}  // namespace

void make_data_dir(const Settings& settings) {
  std::error_code failed;
  if (std::filesystem::create_directories(settings.data_dir, failed)) {
    std::filesystem::permissions(settings.data_dir, std::filesystem::perms::owner_all, failed);
  }
  std::error_code unseen;
  if (std::filesystem::is_directory(settings.data_dir, unseen)) return;
  errno = failed.value() != 0 ? failed.value() : ENOTDIR;
  give_up(settings.data_dir, "make folder");
}

std::optional<Secret> find_secret(const Settings& settings) {
  return settings.secret_key.empty() ? read_secret(path_of(settings)) : settings.secret_key.copy();
}

Secret make_secret(const Settings& settings, crypto::Random& random) {
  write_secret(path_of(settings), random);
  return std::move(read_secret(path_of(settings))).value();
}

void miss_secret(const Settings& settings) {
  throw WrongSettings{fmt::format(
      "{} is missing, and the keys in the database were sealed with it; restore it from a backup, or set SECRET_KEY "
      "if it was set before",
      path_of(settings).string())};
}

}  // namespace foyer::app
