//! What a browser says it is, in the few words by which its owner knows it again in the list of his devices.

/// Marks of programs, those that also carry the mark of another one first.
const PROGRAMS: [(&str, &str); 20] = [
    ("MicroMessenger", "WeChat"),
    ("wxwork", "WeCom"),
    ("DingTalk", "DingTalk"),
    ("AlipayClient", "Alipay"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("HeyTapBrowser", "OPPO Browser"),
    ("VivoBrowser", "vivo Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("MQQBrowser", "QQ Browser"),
    ("QQBrowser", "QQ Browser"),
    ("UCBrowser", "UC Browser"),
    ("Quark", "Quark"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
];
/// Marks of systems, likewise.
const SYSTEMS: [(&str, &str); 9] = [
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];
/// No name of a program is longer.
const LONGEST: usize = 40;

/// `Chrome · Windows`, `WeChat · Android`; of a program nobody knows its own first word, as in `curl`.
pub(crate) fn words(user_agent: &str) -> String {
    let of = |marks: &[(&str, &'static str)]| marks.iter().find(|(m, _)| user_agent.contains(m)).map(|(_, name)| *name);
    let own = || user_agent.split(['/', ' ', '(']).next().filter(|name| !name.is_empty() && *name != "Mozilla");
    let program = of(&PROGRAMS).or_else(own).map(|p| p.chars().filter(|c| !c.is_control()).take(LONGEST).collect());
    let parts: Vec<String> = program.into_iter().chain(of(&SYSTEMS).map(str::to_owned)).collect();
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_device_is_known_by_its_program_and_its_system() {
        for (said, known) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
                "Chrome · Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600",
                "WeChat · Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · macOS"),
            ("curl/7.88.1", "curl"),
            ("Mozilla/5.0", ""),
            ("", ""),
        ] {
            assert_eq!(words(said), known, "{said}");
        }
        assert_eq!(words(&"x".repeat(500)).len(), 40);
    }
}
