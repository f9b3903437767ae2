"""An invented ministry of six departments, and who gives the courses: none of them exists."""

from __future__ import annotations

MINISTRY = ("MIN-RS", "Ministry of Rural Skills (illustrative)", "ग्रामीण कौशल मंत्रालय (उदाहरण)")

DEPARTMENTS = {
    "DEP-APP": ("Department of Village Apprenticeships (illustrative)", "ग्राम शिक्षुता विभाग (उदाहरण)", 380),
    "DEP-CRA": ("Department of Craft Clusters (illustrative)", "शिल्प समूह विभाग (उदाहरण)", 310),
    "DEP-FAR": ("Department of Farm Machinery Skills (illustrative)", "कृषि यंत्र कौशल विभाग (उदाहरण)", 340),
    "DEP-ENT": ("Department of Village Enterprise (illustrative)", "ग्राम उद्यम विभाग (उदाहरण)", 370),
    "DEP-DIG": ("Department of Digital Villages (illustrative)", "डिजिटल ग्राम विभाग (उदाहरण)", 310),
    "DEP-STD": ("Department of Skill Standards and Data (illustrative)", "कौशल मानक एवं डेटा विभाग (उदाहरण)", 290),
}
"""Department → name, Hindi, officers; together 2,000 officers."""

PROVIDERS = {
    "PRV-SEC": ("Institute of Office Practice (illustrative)", "कार्यालय अभ्यास संस्थान (उदाहरण)", "institute"),
    "PRV-ACC": ("Academy of Funds and Accounts (illustrative)", "निधि एवं लेखा अकादमी (उदाहरण)", "institute"),
    "PRV-LAW": ("Academy of Rules and Vigilance (illustrative)", "नियम एवं सतर्कता अकादमी (उदाहरण)", "institute"),
    "PRV-POL": ("Institute of Policy Craft (illustrative)", "नीति शिल्प संस्थान (उदाहरण)", "institute"),
    "PRV-DAT": ("School of Public Data (illustrative)", "लोक डेटा विद्यालय (उदाहरण)", "institute"),
    "PRV-LED": ("Centre for Public Leadership (illustrative)", "लोक नेतृत्व केंद्र (उदाहरण)", "institute"),
    "PRV-STN": ("State Training Institute, North (illustrative)", "राज्य प्रशिक्षण संस्थान, उत्तर (उदाहरण)", "institute"),
    "PRV-STS": ("State Training Institute, South (illustrative)", "राज्य प्रशिक्षण संस्थान, दक्षिण (उदाहरण)", "institute"),
    "PRV-UNI": ("University of Open Learning (illustrative)", "मुक्त अधिगम विश्वविद्यालय (उदाहरण)", "provider"),
    "PRV-ABR": ("University Abroad (illustrative)", "विदेश स्थित विश्वविद्यालय (उदाहरण)", "provider"),
    "PRV-MUL": ("Multilateral Learning Agency (illustrative)", "बहुपक्षीय अधिगम एजेंसी (उदाहरण)", "provider"),
}
"""Provider → name, Hindi, kind."""
