# One file, two uses:
#   stand-alone   any waf 2 run in this folder builds against an installed ns-3 (3.35 or newer)
#   contrib       this folder is contrib/sharding inside an ns-3 source tree (3.35 or older) and ns-3's waf recurses into it
# Neither use lists files: both take them from the folders, as CMakeLists.txt does.
import os

from waflib import Context

top = '.'
out = 'waf-build'

NS3_MODULES = ['core', 'network', 'internet', 'point-to-point', 'csma']
LIBRARIES = ['isal', 'sodium', 'xxhash']
TOOL_LIBRARIES = ['boost_program_options', 'sqlite3', 'pthread']

LIBRARY_SOURCES = 'model/*/*.cc helper/*.cc'
LIBRARY_HEADERS = 'model/*/*.h helper/*.h'
TOOL_SOURCES = 'scenarios/*.cc analysis/*.cc tools/*.cc tools/*/*.cc'
MAIN = 'tools/main.cc'
TESTS = 'test/*/*.cc'
NS3_TEST_SUITE = 'test/sharding-test-suite.cc'


def alone(ctx):
    return os.path.realpath(Context.run_dir) == os.path.realpath(ctx.path.abspath())


def options(opt):
    if alone(opt):
        opt.load('compiler_cxx')


def configure(conf):
    if not alone(conf):
        return
    conf.load('compiler_cxx')
    conf.check_cfg(package='ns3-core', args='ns3-core >= 3.35', msg='Checking for ns-3', uselib_store='NS3VERSION')
    version = conf.check_cfg(package='ns3-core', args='--modversion', uselib_store='NS3VERSION').strip()
    major, minor = (int(word) for word in version.split('.')[:2])
    standard = 'c++17' if (major, minor) < (3, 41) else 'c++20' if (major, minor) < (3, 46) else 'c++23'
    conf.env.append_value('CXXFLAGS', ['-std=' + standard, '-O2', '-Wall', '-Wextra'])
    conf.env.append_value('DEFINES', ['NS3_LOG_ENABLE', 'SHARDING_NS3_VERSION="%s"' % version])
    # Debian's ns3-*.pc name libgsl.so, which libns3-dev does not bring: take the libraries by their names.
    for name, libraries in (('NS3', ['ns3-' + module for module in NS3_MODULES]),
                            ('DEPENDS', LIBRARIES), ('TOOL', TOOL_LIBRARIES), ('GTEST', ['gmock', 'gtest', 'gtest_main'])):
        conf.check_cxx(lib=libraries, uselib_store=name, msg='Checking for ' + ' '.join(libraries))


def build(bld):
    if alone(bld):
        build_alone(bld)
    else:
        build_in_ns3_tree(bld)


def build_alone(bld):
    sources = bld.path.ant_glob(LIBRARY_SOURCES)
    tool_sources = bld.path.ant_glob(TOOL_SOURCES, excl=MAIN)
    include = bld.bldnode.make_node('include')
    for header in bld.path.ant_glob(LIBRARY_HEADERS):  # give "ns3/x.h" as inside ns-3
        bld(rule='cp ${SRC} ${TGT}', source=header, target=include.make_node('ns3/' + header.name))
    bld.add_group()
    # Nobody replaces our functions at load time; believing so lets them be inlined and called directly.
    bld.shlib(source=sources, target='ns3-sharding', cxxflags=['-fno-semantic-interposition'], includes=[include], export_includes=[include, bld.path],
              use='NS3 DEPENDS')
    bld.objects(source=tool_sources, target='shardsim-core', use='ns3-sharding TOOL')
    rpath = [bld.bldnode.abspath()]
    bld.program(source=MAIN, target='shardsim', use='shardsim-core ns3-sharding TOOL DEPENDS', rpath=rpath)
    bld.program(source=bld.path.ant_glob(TESTS), target='sharding-tests', rpath=rpath,
                defines=['SHARDING_SOURCE_DIR="%s"' % bld.path.abspath()],
                use='shardsim-core ns3-sharding TOOL DEPENDS GTEST')


def build_in_ns3_tree(bld):
    def relative(pattern, **more):
        return [node.path_from(bld.path) for node in bld.path.ant_glob(pattern, **more)]

    module = bld.create_ns3_module('sharding', NS3_MODULES)
    module.source = relative(LIBRARY_SOURCES)
    module.lib = LIBRARIES
    headers = bld(features='ns3header')
    headers.module = 'sharding'
    headers.source = relative(LIBRARY_HEADERS)

    with open(bld.srcnode.find_node('VERSION').abspath()) as version:
        defines = ['SHARDING_NS3_VERSION="%s"' % version.read().strip(),
                   'SHARDING_SOURCE_DIR="%s"' % bld.path.abspath()]
    tool_sources = relative(TOOL_SOURCES, excl=MAIN)

    tests = bld.create_ns3_module_test_library('sharding')
    tests.source = relative(TESTS) + tool_sources + [NS3_TEST_SUITE]
    tests.lib = LIBRARIES + TOOL_LIBRARIES + ['gmock', 'gtest']

    tool = bld.create_ns3_program('shardsim', ['sharding'])
    tool.source = tool_sources + [MAIN]
    tool.lib = LIBRARIES + TOOL_LIBRARIES

    for target in (tests, tool):
        target.includes = [Context.out_dir, '.']
        target.defines = defines
    for target in (module, tests, tool):
        target.cxxflags = ['-std=c++17']
