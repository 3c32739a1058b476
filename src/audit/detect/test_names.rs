//! What belongs to tests and examples, by its name: keys there open nothing, as a rule.

use std::path::Path;

/// What folders of tests and examples are called.
const TEST_FOLDERS: [&str; 35] = [
    "cassettes",
    "vcr_cassettes",
    ".ci",
    "testbench",
    "integrationTest",
    "tests",
    "test",
    "testthat",
    "testing",
    "testdata",
    "test-data",
    "test_data",
    "test-fixtures",
    "test_fixtures",
    "fixtures",
    "fixture",
    "__tests__",
    "__fixtures__",
    "__mocks__",
    "mocks",
    "spec",
    "specs",
    "acceptance",
    "e2e",
    "fuzz",
    "cypress",
    "androidTest",
    "demos",
    "demo",
    "examples",
    "example",
    "samples",
    "sample",
    "testsuite",
    "unittests",
];
/// What the files of programs end in, of which tests stand beside the code.
const CODE: &str = "c cc cjs cpp cr cs cts dart ex exs fs go groovy h java js jsx kt kts mjs mts \
    php pl py r R rb rs scala swift t ts tsx vue";
/// The same of settings.
const SETTINGS: &str = "env ini json properties toml xml yaml yml";
/// What the files of programs that run tests are called, before their first dot.
const RUNNERS: [&str; 7] = [
    "conftest",
    "cypress",
    "jest",
    "karma",
    "phpunit",
    "setupTests",
    "vitest",
];
/// The folders that have a file of settings for each environment.
const ENVIRONMENTS: [&str; 4] = ["config", "environments", "env", "settings"];

/// Whether the file belongs to tests or examples, or is one to be filled in,
/// such as `.env.example`.
pub fn is_test(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut words = name.split(|it: char| !it.is_ascii_alphanumeric());
    // What CloudFormation runs is called so, and so is what SAM and CDK make for it.
    let is_stack = || {
        let stem = ["yaml", "yml", "json"]
            .iter()
            .find_map(|it| name.strip_suffix(it)?.strip_suffix('.'));
        stem.is_some_and(|it| {
            it == "template" || name.ends_with("Stack.template.json") || it.starts_with("sam-")
        })
    };
    let is_blank = words.any(|word| {
        matches!(word, "example" | "sample" | "dist") || word == "template" && !is_stack()
    });
    is_blank
        || is_documentation(path, &name)
        || is_test_name(path, &name)
        || is_of_a_run(path, &name)
        || path
            .components()
            .any(|part| is_test_folder(&part.as_os_str().to_string_lossy()))
}

/// Whether a file explains a program: what it has in its examples is nobody's.
fn is_documentation(path: &Path, name: &str) -> bool {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let is_page = matches!(ending, "rst" | "md" | "mdx" | "adoc");
    let is_of_docs = |folder: &Path| folder.iter().any(|it| it == "docs" || it == "doc");
    is_page && path.parent().is_some_and(is_of_docs)
        || matches!(stem, "openapi" | "swagger") && matches!(ending, "yaml" | "yml" | "json")
}

/// Whether a folder is one of tests: also `_examples` and `integration-tests`.
fn is_test_folder(name: &str) -> bool {
    const KINDS: &str = "acceptance api browser e2e functional integration load perf performance \
        regression smoke system ui unit";
    if [name, name.trim_start_matches('_')]
        .iter()
        .any(|it| TEST_FOLDERS.contains(it))
    {
        return true;
    }
    let kind = name.rsplit_once(['-', '_', '.']);
    let kind = kind.filter(|(_, last)| matches!(*last, "test" | "tests"));
    kind.is_some_and(|(kind, _)| KINDS.split(' ').any(|it| it == kind))
}

/// Whether a file says what a server runs for each commit, as tests are run: one that
/// rolls the program out is called otherwise.
fn is_of_a_run(path: &Path, name: &str) -> bool {
    let mut words = name.split(|it: char| !it.is_ascii_alphanumeric());
    let folder = path
        .parent()
        .is_some_and(|it| it.ends_with(".github/workflows"));
    folder && words.any(|word| matches!(word, "ci" | "e2e" | "lint" | "test" | "tests"))
}

/// Whether a file is called as tests are that stand beside what they test.
fn is_test_name(path: &Path, name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    if let Some(environment) = name.strip_prefix(".env.") {
        let first = environment.split('.').next();
        return matches!(first, Some("test" | "testing"));
    }
    let is_code = CODE.split(' ').any(|it| it == ending);
    // `tests.rs` of Rust, `tests.py` of Django, `test.sh`.
    if stem == "tests" && is_code || matches!(name, "test.rs" | "test.sh" | "tests.sh") {
        return true;
    }
    if !is_code && !SETTINGS.split(' ').any(|it| it == ending) {
        return false;
    }
    let ends = |marks: &[&str]| marks.iter().any(|it| stem.ends_with(it));
    let starts = match ending {
        "py" | "rb" | "php" | "js" | "ts" => stem.starts_with("test_"),
        "r" | "R" => stem.starts_with("test-") || stem.starts_with("test_"),
        _ => false,
    };
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
    let is_environment =
        matches!(stem, "test" | "testing") && ENVIRONMENTS.contains(&&*folder.to_string_lossy());
    let is_compose = name.starts_with("docker-compose.") || name.starts_with("compose.");
    // `contest` is another word, and `Test` is one of its own. Settings of an environment
    // for tests may be those of a server that others reach.
    (is_code || is_compose) && ends(&[".test", ".spec"])
        || is_code && (ends(&["_test", "_tests", "_spec", "Test", "Tests", "Spec"]) || starts)
        || RUNNERS.contains(&name.split('.').next().unwrap_or_default())
        || is_code && is_environment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_and_examples_are_known_by_their_names() {
        for path in [
            "a/tests/x.R",
            ".env.example",
            "config.sample.json",
            "dist.env",
            "go/testdata/web.key",
            "spec/fixtures/x",
            "acceptance/a/x",
            "demos/x",
            "src/auth_test.go",
            "src/auth.test.js",
            "src/auth.test.tsx",
            "src/auth.spec.ts",
            "app/auth_spec.rb",
            "app/test_auth.py",
            "app/auth_test.py",
            "src/AuthTest.java",
            "src/AuthTest.kt",
            "src/AuthTests.cs",
            "src/AuthTest.php",
            "app/conftest.py",
            "config/test.exs",
            "config/environments/test.rb",
            "web/settings/test.py",
            ".env.test",
            ".env.test.local",
            ".env.testing",
            "jest.setup.js",
            "docker-compose.test.yml",
            "cypress/support/auth.js",
            "R/test-auth.R",
            "_examples/web/main.go",
            "_example/main.go",
            "integration-tests/web/shiro.ini",
            "e2e_tests/x.env",
            "src/integrationTest/x.kt",
            "src/config/tests.rs",
            "accounts/tests.py",
            "scripts/test.sh",
            ".ci/compose.yaml",
            ".github/workflows/ci.yml",
            ".github/workflows/chart-test.yaml",
            "values.template.yaml",
            "template.env",
            "config.template.json",
        ] {
            assert!(is_test(path.as_ref()), "{path}");
        }
        for path in [
            "a/latest/x.R",
            ".env",
            "examples.R",
            "distribution.json",
            "latest.go",
            "contest.js",
            "attest.py",
            "testimony.rb",
            ".env.testing-prod",
            ".env.latest",
            "src/Latest.java",
            "src/Contest.java",
            "app/test.py",
            "ab-tests/x.env",
            "contests/x.env",
            "_exampled/x.env",
            "scripts/latest.sh",
            ".github/workflows/deploy.yml",
            ".github/workflows/latest.yml",
            "workflows/ci.yml",
            "config/latest.exs",
            "test_plan.yml",
            "values.test.yaml",
            "environments/test.yml",
            "api.test.acme.com.conf",
            "web.test.key",
            "jester.setup.js",
            "src/backtest.py",
            "template.yaml",
            "infra/template.yml",
            "cdk.out/WebStack.template.json",
        ] {
            assert!(!is_test(path.as_ref()), "{path}");
        }
    }
}
