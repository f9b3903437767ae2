"""Areas and themes of the Karmayogi Competency Model as far as the sample uses them.

Names are those of the model; the Hindi is ours and unreviewed.
"""

from __future__ import annotations

AREAS = {
    "BEH": ("Behavioural", "व्यवहारगत"),
    "DOM": ("Domain", "क्षेत्र-विशेष"),
    "FUN": ("Functional", "कार्यात्मक"),
}
"""Area → name, Hindi."""

THEMES = {
    "BEH-T03": ("Solution Orientation", "समाधान उन्मुखता", "Core"),
    "BEH-T04": ("Communication", "संप्रेषण", "Core"),
    "BEH-T05": ("Outcome Orientation", "परिणाम उन्मुखता", "Core"),
    "BEH-T06": ("Collaboration", "सहयोग", "Core"),
    "BEH-T07": ("Service Orientation", "सेवा उन्मुखता", "Core"),
    "BEH-T08": ("Operational Excellence", "परिचालन उत्कृष्टता", "Core"),
    "BEH-T09": ("Creativity & Innovation", "सृजनशीलता एवं नवाचार", "Leadership"),
    "BEH-T10": ("Strategic Leadership", "रणनीतिक नेतृत्व", "Leadership"),
    "BEH-T11": ("Collaborative Leadership", "सहयोगात्मक नेतृत्व", "Leadership"),
    "BEH-T12": ("Team Leadership", "दल नेतृत्व", "Leadership"),
    "BEH-T13": ("Decision Making", "निर्णय लेना", "Leadership"),
    "DOM-T01": ("Adherence to Vigilance Guidelines", "सतर्कता दिशानिर्देशों का अनुपालन", ""),
    "DOM-T02": ("Human Resource Systems Management", "मानव संसाधन प्रणाली प्रबंधन", ""),
    "FUN-T01": ("Citizen Centricity", "नागरिक केंद्रितता", "Core"),
    "FUN-T02": ("Policy Architecture", "नीति संरचना", "Core"),
    "FUN-T03": ("Cabinet note preparation", "मंत्रिमंडल नोट तैयार करना", "Core"),
    "FUN-T04": ("Government Program Formulation", "सरकारी कार्यक्रम निर्माण", "Core"),
    "FUN-T05": ("Project Management", "परियोजना प्रबंधन", "Core"),
    "FUN-T06": ("Public Procurement (GFR)", "सार्वजनिक खरीद (जीएफआर)", "Core"),
    "FUN-T07": ("Material Management", "सामग्री प्रबंधन", "Core"),
    "FUN-T08": ("Monitoring & Evaluation", "अनुवीक्षण एवं मूल्यांकन", "Core"),
    "FUN-T09": ("Financial Management", "वित्तीय प्रबंधन", "Core"),
    "FUN-T10": ("Digital Fluency", "डिजिटल दक्षता", "Core"),
    "FUN-T11": ("Data Analytics", "डेटा विश्लेषिकी", "Core"),
    "FUN-T12": ("Establishment & HR", "स्थापना एवं मानव संसाधन", "Core"),
    "FUN-T13": ("Office Management", "कार्यालय प्रबंधन", "Core"),
    "FUN-T14": ("Handling Parliamentary Matters", "संसदीय मामलों का निपटान", "Core"),
    "FUN-T15": ("Handling RTI Matters", "सूचना का अधिकार संबंधी मामले", "Core"),
    "FUN-T16": ("Grievance Redressal", "शिकायत निवारण", "Core"),
    "FUN-T17": ("Vigilance Administration", "सतर्कता प्रशासन", "Core"),
    "FUN-T18": ("Litigation Management", "मुकदमा प्रबंधन", "Core"),
    "FUN-T19": ("Information & Communication Management", "सूचना एवं संचार प्रबंधन", "Core"),
    "FUN-T20": ("Change Management", "परिवर्तन प्रबंधन", "Core"),
    "FUN-T21": ("Administration Matters", "प्रशासनिक मामले", "Core"),
    "FUN-T22": ("Data Protection", "डेटा संरक्षण", "Core"),
}
"""Theme → name, Hindi, type (core or leadership)."""
