using System.Collections.Frozen;

namespace ProxyDb.Policy.Sql.TSql;

/// <summary>
/// Letters that stand for others in another form (superscripts, circled digits, units in one letter, the long s): comparisons without width or case may
/// take them for the same, so they are folded to what they stand for (Unicode, compatibility decompositions).
/// </summary>
internal static class TSqlCompatibleLetters
{
    /// <summary>Each letter with what it stands for behind it, parted by blanks.</summary>
    private const string Table =
        "ªa ²2 ³3 µμ ¹1 ºo ¼1/4 ½1/2 ¾3/4 ĲIJ ĳij ĿL· ŀl· ŉ'n ſs ǄDŽ ǅDž ǆdž ǇLJ ǈLj ǉlj ǊNJ ǋNj ǌnj ǱDZ ǲDz ǳdz ϐβ ϑθ ϒΥ ϕφ ϖπ ϰκ ϱρ ϲς "
        + "ϴΘ ϵε ϹΣ ℃°C №No ™TM ①1 ②2 ③3 ④4 ⑤5 ⑥6 ⑦7 ⑧8 ⑨9 ⑩10 ⑪11 ⑫12 ⑬13 ⑭14 ⑮15 ⑯16 ⑰17 ⑱18 ⑲19 ⑳20 ㈎(가) ㈏(나) ㈐(다) ㈑(라) ㈒(마) ㈓(바) ㈔(사) "
        + "㈕(아) ㈖(자) ㈗(차) ㈘(카) ㈙(타) ㈚(파) ㈛(하) ㈜(주) ㎀pA ㎁nA ㎂μA ㎃mA ㎄kA ㎅KB ㎆MB ㎇GB ㎈cal ㎉kcal ㎊pF ㎋nF ㎌μF ㎍μg ㎎mg ㎏kg ㎐Hz ㎑kHz ㎒MHz ㎓GHz "
        + "㎔THz ㎕μl ㎖ml ㎗dl ㎘kl ㎙fm ㎚nm ㎛μm ㎜mm ㎝cm ㎞km ㎟mm2 ㎠cm2 ㎡m2 ㎢km2 ㎣mm3 ㎤cm3 ㎥m3 ㎦km3 ㎧m/s ㎨m/s2 ㎩Pa ㎪kPa ㎫MPa ㎬GPa ㎭rad ㎮rad/s "
        + "㎯rad/s2 ㎰ps ㎱ns ㎲μs ㎳ms ㎴pV ㎵nV ㎶μV ㎷mV ㎸kV ㎹MV ㎺pW ㎻nW ㎼μW ㎽mW ㎾kW ㎿MW ㏀kΩ ㏁MΩ ㏂a.m. ㏃Bq ㏄cc ㏅cd ㏆C/kg ㏇Co. ㏈dB ㏉Gy ㏊ha ㏋HP ㏌in "
        + "㏍KK ㏎KM ㏏kt ㏐lm ㏑ln ㏒log ㏓lx ㏔mb ㏕mil ㏖mol ㏗PH ㏘p.m. ㏙PPM ㏚PR ㏛sr ㏜Sv ㏝Wb ";

    private static readonly FrozenDictionary<char, string> Known =
        Table.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenDictionary(e => e[0], e => e[1..]);

    /// <summary>What the letter stands for; null when only for itself.</summary>
    public static string? Of(char c) => c < '\x80' ? null : Known.GetValueOrDefault(c);
}
