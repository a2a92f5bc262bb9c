# embed_api_docs(TARGET) links the browser's side of /docs and /redoc into TARGET, so that no page asks a foreign host:
#   embedded::api_docs_pages()    swagger.html and redoc.html
#   embedded::api_docs_assets()   everything below /docs/assets/, compressed
function(embed_api_docs target)
  set(npm ${CMAKE_SOURCE_DIR}/web/node_modules)
  set(ours ${CMAKE_SOURCE_DIR}/web/docs)
  set(staged ${CMAKE_BINARY_DIR}/api_docs)
  if(NOT EXISTS ${npm}/swagger-ui-dist OR NOT EXISTS ${npm}/redoc)
    message(FATAL_ERROR "web/node_modules lacks swagger-ui-dist or redoc: run script/setup")
  endif()

  foreach(file
      ${npm}/swagger-ui-dist/swagger-ui-bundle.js ${npm}/swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt
      ${npm}/swagger-ui-dist/swagger-ui.css ${npm}/redoc/bundles/redoc.standalone.js.LICENSE.txt
      ${ours}/docs.css ${ours}/swagger.css ${ours}/swagger-init.js ${ours}/redoc-init.js ${ours}/foyer.svg)
    get_filename_component(name ${file} NAME)
    configure_file(${file} ${staged}/${name} COPYONLY)
    list(APPEND assets ${name})
  endforeach()
  _redoc_without_foreign_logo(${npm}/redoc/bundles/redoc.standalone.js ${staged}/redoc.standalone.js)

  embed(${target} api_docs_pages ${ours} swagger.html redoc.html)
  embed(${target} api_docs_assets ${staged} ${assets} redoc.standalone.js GZIP)
endfunction()

# Redoc's menu fetches its maker's logo from their host, which would tell them of every reader. No option turns it off.
function(_redoc_without_foreign_logo bundle result)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${bundle})
  set(logo "https://cdn.redoc.ly/redoc/logo-mini.svg")
  file(READ ${bundle} text)
  string(FIND "${text}" "${logo}" found)
  if(found EQUAL -1)
    message(FATAL_ERROR "redoc's bundle no longer names ${logo}: see what it fetches now, then mend cmake/apidocs.cmake")
  endif()
  string(REPLACE "${logo}" "data:," text "${text}")
  file(WRITE ${result}.new "${text}")
  file(COPY_FILE ${result}.new ${result} ONLY_IF_DIFFERENT)
  file(REMOVE ${result}.new)
endfunction()
