# embed_migrations(TARGET) links every migrations/*.sql into TARGET as foyer::db::migration_files().
# Run as a script (cmake -D FOLDER=... -D OUTPUT=... -P) it writes that table.
if(CMAKE_SCRIPT_MODE_FILE)
  file(GLOB files ${FOLDER}/*.sql)
  set(rows "")
  foreach(file ${files})
    get_filename_component(name ${file} NAME)
    file(READ ${file} text)
    if(text MATCHES "\\)foyer_sql\"")
      message(FATAL_ERROR "${name} holds the delimiter of its own embedding")
    endif()
    string(APPEND rows "    {\"${name}\", R\"foyer_sql(${text})foyer_sql\"},\n")
  endforeach()
  file(WRITE ${OUTPUT} "#include \"platform/db/migration_files.h\"

namespace foyer::db {
namespace {

constexpr MigrationFile files[] = {
${rows}    {},
};

}  // namespace

std::span<const MigrationFile> migration_files() { return std::span{files}.first(std::size(files) - 1); }

}  // namespace foyer::db
")
  return()
endif()

set(FOYER_MIGRATIONS_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

function(embed_migrations target)
  set(folder ${CMAKE_SOURCE_DIR}/migrations)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_migrations.cpp)
  file(GLOB files CONFIGURE_DEPENDS ${folder}/*.sql)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -D FOLDER=${folder} -D OUTPUT=${output} -P ${FOYER_MIGRATIONS_SCRIPT}
    DEPENDS ${files} ${folder} ${FOYER_MIGRATIONS_SCRIPT}
    COMMENT "Embedding migrations"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
