//! How often codes may be tried – pure.

use kernel::{Actor, ActorKind};
use module::Vault;

/// Wrong tries with one code that lock it for a while: whoever finds a code still has to guess four digits.
const TRIES_OF_CODE: usize = 5;
/// Wrong tries of one account.
const TRIES_OF_ACCOUNT: usize = 10;
/// Wrong tries in all, from wherever they come. Somebody with many addresses is stopped here; against forty bits so few are nothing.
const TRIES_IN_ALL: usize = 200;

/// What a try with a code is counted under, and how many wrong ones lock it. The code itself is not written down.
pub fn counted(vault: &Vault, actor: &Actor, typed: &str) -> Vec<(String, usize)> {
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let digest: String = vault.digest("bind", &code).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let mut counted = vec![(format!("bind:code:{digest}"), TRIES_OF_CODE), ("bind:all".to_owned(), TRIES_IN_ALL)];
    if actor.kind == ActorKind::Resident {
        counted.push((format!("bind:account:{}", actor.id), TRIES_OF_ACCOUNT));
    }
    counted
}

#[cfg(test)]
mod tests {
    use module::Ids;

    use super::*;

    #[test]
    fn a_code_is_counted_however_it_is_written_and_never_readable() {
        let vault = Vault::new([7; 32], Ids::seeded(1));
        let nobody = Actor::anonymous("192.0.2.1", kernel::COMPANY, std::collections::BTreeSet::new());
        let (one, other) = (counted(&vault, &nobody, "K7QM-3XRT"), counted(&vault, &nobody, " k7qm3xrt "));
        assert_eq!(one, other);
        assert_eq!(one.len(), 2, "nobody has no account to count");
        assert!(!one[0].0.contains("K7QM") && one != counted(&vault, &nobody, "K7QM-3XRU"));
    }
}
