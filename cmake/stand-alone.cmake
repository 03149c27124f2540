# The stand-alone build: library, tool, tests, examples and benchmarks against an installed ns-3.
#
# Debian's ns3Config.cmake and pkg-config files name libgsl.so, which libns3-dev does not bring, so the libraries are
# found one by one and get IMPORTED targets of our own.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
find_program(SHARDING_CCACHE ccache)
if(SHARDING_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${SHARDING_CCACHE})
endif()

option(SHARDING_ASSERT "Check NS_ASSERT in our own code" OFF)
option(SHARDING_SANITIZE "AddressSanitizer and UndefinedBehaviorSanitizer" OFF)

find_path(NS3_INCLUDE_DIR ns3/core-module.h REQUIRED)
find_program(PKG_CONFIG pkg-config REQUIRED)
execute_process(COMMAND ${PKG_CONFIG} --modversion ns3-core OUTPUT_VARIABLE NS3_VERSION
                OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
message(STATUS "ns-3 ${NS3_VERSION}")
if(NS3_VERSION VERSION_LESS 3.35)
  message(FATAL_ERROR "sharding needs ns-3.35 or newer, found ${NS3_VERSION}")
elseif(NS3_VERSION VERSION_LESS 3.41)
  set(CMAKE_CXX_STANDARD 17)
elseif(NS3_VERSION VERSION_LESS 3.46)
  set(CMAKE_CXX_STANDARD 20)
else()
  set(CMAKE_CXX_STANDARD 23)
endif()

# The flag must match how the libraries were built: it changes the layout of ns-3 classes.
add_compile_definitions(NS3_LOG_ENABLE)
if(SHARDING_ASSERT)
  add_compile_definitions(NS3_ASSERT_ENABLE)
endif()
if(SHARDING_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=address,undefined)
endif()
add_compile_options(-Wall -Wextra)

foreach(module ${sharding_ns3_modules} bridge traffic-control stats mpi)
  find_library(NS3_${module}_LIBRARY NAMES ns3-${module} ns${NS3_VERSION}-${module})
  if(NS3_${module}_LIBRARY)
    add_library(ns3::${module} UNKNOWN IMPORTED)
    set_target_properties(ns3::${module} PROPERTIES IMPORTED_LOCATION ${NS3_${module}_LIBRARY}
                          INTERFACE_INCLUDE_DIRECTORIES ${NS3_INCLUDE_DIR})
  endif()
endforeach()
list(TRANSFORM sharding_ns3_modules PREPEND ns3:: OUTPUT_VARIABLE ns3_targets)

find_package(Boost REQUIRED COMPONENTS program_options)
find_package(GTest REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Threads REQUIRED)
find_package(benchmark QUIET)

# Inside ns-3 our headers are installed as ns3/x.h: give them the same spelling here.
foreach(header ${sharding_headers})
  get_filename_component(name ${header} NAME)
  set(forwarder ${CMAKE_BINARY_DIR}/include/ns3/${name})
  set(text "#include \"${CMAKE_CURRENT_SOURCE_DIR}/${header}\"\n")
  if(EXISTS ${forwarder})
    file(READ ${forwarder} present)
  else()
    set(present "")
  endif()
  if(NOT present STREQUAL text)
    file(WRITE ${forwarder} ${text})
  endif()
endforeach()

add_library(sharding SHARED ${sharding_sources})
target_include_directories(sharding PUBLIC ${CMAKE_BINARY_DIR}/include)
target_link_libraries(sharding PUBLIC ${ns3_targets} PRIVATE ${sharding_libraries})
# Nobody replaces our functions at load time; believing so lets them be inlined and called directly.
target_compile_options(sharding PRIVATE -fno-semantic-interposition)

# An object library, so that classes which only register themselves are not dropped by the linker.
add_library(shardsim-core OBJECT ${shardsim_sources})
# Results record it.
set_source_files_properties(tools/version.cc PROPERTIES COMPILE_DEFINITIONS SHARDING_NS3_VERSION="${NS3_VERSION}")
target_include_directories(shardsim-core PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(shardsim-core PUBLIC sharding Boost::program_options Boost::headers SQLite::SQLite3
                      nlohmann_json::nlohmann_json Threads::Threads ${sharding_libraries})

add_executable(shardsim tools/main.cc)
target_link_libraries(shardsim PRIVATE shardsim-core)

enable_testing()
add_executable(sharding-tests EXCLUDE_FROM_ALL ${sharding_tests})
target_compile_definitions(sharding-tests PRIVATE SHARDING_SOURCE_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
target_link_libraries(sharding-tests PRIVATE shardsim-core GTest::gmock GTest::gtest_main)
include(GoogleTest)
gtest_discover_tests(sharding-tests DISCOVERY_TIMEOUT 60 NO_PRETTY_VALUES)

foreach(source ${sharding_examples})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} EXCLUDE_FROM_ALL ${source})
  target_link_libraries(${name} PRIVATE sharding)
  list(APPEND example_targets ${name})
endforeach()
add_custom_target(examples DEPENDS ${example_targets})

file(GLOB sharding_benchmarks CONFIGURE_DEPENDS benchmark/*.cc)
if(benchmark_FOUND AND sharding_benchmarks)
  add_executable(sharding-bench EXCLUDE_FROM_ALL ${sharding_benchmarks})
  target_link_libraries(sharding-bench PRIVATE shardsim-core benchmark::benchmark)
endif()
