#include "app/contract.h"

#include <stdlib.h>  // mkdtemp
#include <filesystem>

#include "app/services.h"

namespace foyer::app {
namespace {

/// Routes are described by the services that answer them; these get a database of their own that nobody uses.
struct ScratchFolder {
  std::string path = (std::filesystem::temp_directory_path() / "foyer-XXXXXX").string();
  ScratchFolder() {
    if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error{"cannot make a temporary folder in " + path};
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

}  // namespace

std::string openapi_text() {
  const ScratchFolder folder;
  const SystemClock clock;
  crypto::SystemRandom random;
  Settings settings;
  settings.database.file = std::filesystem::path{folder.path} / "contract.db";
  settings.algorithm = crypto::Algorithm::hs256;  // needs no stored key
  settings.hash_pool.threads = 1;
  Storage storage{settings, clock};
  const Secret secret{random.bytes(32)};
  const Services services{settings, storage, secret, clock, random};
  return http::pretty(http::openapi(services.api, document_info()));
}

}  // namespace foyer::app
