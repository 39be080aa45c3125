<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ArchiveWords</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s)</source>
        <translation>
            <numerusform>%Ln repo</numerusform>
            <numerusform>%Ln repos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n disk(s) not connected</source>
        <translation>
            <numerusform>%n disk not connected</numerusform>
            <numerusform>%n disks not connected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{archive} is mounted elsewhere now: links of %n repo(s) lead to its old place.</source>
        <translation>
            <numerusform>{archive} is mounted elsewhere now: links of %n repo lead to its old place.</numerusform>
            <numerusform>{archive} is mounted elsewhere now: links of %n repos lead to its old place.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>While {archive} was away, %n repo(s) were fetched again: {size} are stored twice.</source>
        <translation>
            <numerusform>While {archive} was away, %n repo was fetched again: {size} are stored twice.</numerusform>
            <numerusform>While {archive} was away, %n repos were fetched again: {size} are stored twice.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{archive} holds %n repo(s), {size}, that this cache does not know.</source>
        <translation>
            <numerusform>{archive} holds %n repo, {size}, that this cache does not know.</numerusform>
            <numerusform>{archive} holds %n repos, {size}, that this cache does not know.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Archive %n repo(s) ({size})</source>
        <translation>
            <numerusform>Archive %n repo ({size})</numerusform>
            <numerusform>Archive %n repos ({size})</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>not read for %n day(s)</source>
        <translation>
            <numerusform>not read for %n day</numerusform>
            <numerusform>not read for %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CancelDialog</name>
    <message numerus="yes">
        <source>Cancel %n download(s)?</source>
        <translation>
            <numerusform>Cancel %n download?</numerusform>
            <numerusform>Cancel %n downloads?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n download(s)</source>
        <translation>
            <numerusform>Cancel %n download</numerusform>
            <numerusform>Cancel %n downloads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Chooser</name>
    <message numerus="yes">
        <source>%Ln file(s), {size}</source>
        <translation>
            <numerusform>%Ln file, {size}</numerusform>
            <numerusform>%Ln files, {size}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClearDialog</name>
    <message numerus="yes">
        <source>Delete %n repo(s) from {archive}?</source>
        <translation>
            <numerusform>Delete %n repo from {archive}?</numerusform>
            <numerusform>Delete %n repos from {archive}?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n repo(s) ({size})</source>
        <translation>
            <numerusform>Delete %n repo ({size})</numerusform>
            <numerusform>Delete %n repos ({size})</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeleteDialog</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n file(s)?</source>
        <translation>
            <numerusform>Delete %n file?</numerusform>
            <numerusform>Delete %n files?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n revision(s)?</source>
        <translation>
            <numerusform>Delete %n revision?</numerusform>
            <numerusform>Delete %n revisions?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n repo(s)?</source>
        <translation>
            <numerusform>Delete %n repo?</numerusform>
            <numerusform>Delete %n repos?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n file(s) ({size})</source>
        <translation>
            <numerusform>Delete %n file ({size})</numerusform>
            <numerusform>Delete %n files ({size})</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n revision(s) ({size})</source>
        <translation>
            <numerusform>Delete %n revision ({size})</numerusform>
            <numerusform>Delete %n revisions ({size})</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n model(s) ({size})</source>
        <translation>
            <numerusform>Delete %n model ({size})</numerusform>
            <numerusform>Delete %n models ({size})</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n dataset(s) ({size})</source>
        <translation>
            <numerusform>Delete %n dataset ({size})</numerusform>
            <numerusform>Delete %n datasets ({size})</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n space(s) ({size})</source>
        <translation>
            <numerusform>Delete %n space ({size})</numerusform>
            <numerusform>Delete %n spaces ({size})</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n kernel(s) ({size})</source>
        <translation>
            <numerusform>Delete %n kernel ({size})</numerusform>
            <numerusform>Delete %n kernels ({size})</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n repo(s) ({size})</source>
        <translation>
            <numerusform>Delete %n repo ({size})</numerusform>
            <numerusform>Delete %n repos ({size})</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) missing here</source>
        <translation>
            <numerusform>%n file missing here</numerusform>
            <numerusform>%n files missing here</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DownloadsPage</name>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DownloadsWords</name>
    <message numerus="yes">
        <source>{done} of %n file(s)</source>
        <translation>
            <numerusform>{done} of %n file</numerusform>
            <numerusform>{done} of %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>at most %n connection(s)</source>
        <translation>
            <numerusform>at most %n connection</numerusform>
            <numerusform>at most %n connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n connection</numerusform>
            <numerusform>%n connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{rate} from %n source(s)</source>
        <translation>
            <numerusform>{rate} from %n source</numerusform>
            <numerusform>{rate} from %n sources</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n at once</source>
        <translation>
            <numerusform>%n at once</numerusform>
            <numerusform>%n at once</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Duplicates</name>
    <message numerus="yes">
        <source>Store %n file(s) once</source>
        <translation>
            <numerusform>Store %Ln file once</numerusform>
            <numerusform>Store %Ln files once</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilesTree</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%Ln more</numerusform>
            <numerusform>%Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Formatting</name>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n week(s) ago</source>
        <translation>
            <numerusform>%n week ago</numerusform>
            <numerusform>%n weeks ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n month(s) ago</source>
        <translation>
            <numerusform>%n month ago</numerusform>
            <numerusform>%n months ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n year(s) ago</source>
        <translation>
            <numerusform>%n year ago</numerusform>
            <numerusform>%n years ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FoundWords</name>
    <message numerus="yes">
        <source>%Ln download(s)</source>
        <translation>
            <numerusform>%Ln download</numerusform>
            <numerusform>%Ln downloads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln like(s)</source>
        <translation>
            <numerusform>%Ln like</numerusform>
            <numerusform>%Ln likes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FreeDialog</name>
    <message numerus="yes">
        <source>%n detached revision(s)</source>
        <translation>
            <numerusform>%Ln detached revision</numerusform>
            <numerusform>%Ln detached revisions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n blob(s) without a file</source>
        <translation>
            <numerusform>%Ln blob without a file</numerusform>
            <numerusform>%Ln blobs without a file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n broken-off download(s)</source>
        <translation>
            <numerusform>%Ln broken-off download</numerusform>
            <numerusform>%Ln broken-off downloads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shared payload(s) without a repo</source>
        <translation>
            <numerusform>%Ln shared payload without a repo</numerusform>
            <numerusform>%Ln shared payloads without a repo</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) of missing files</source>
        <translation>
            <numerusform>%Ln note of missing files</numerusform>
            <numerusform>%Ln notes of missing files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n stale lock(s)</source>
        <translation>
            <numerusform>%Ln stale lock</numerusform>
            <numerusform>%Ln stale locks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryChart</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InUseWords</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message numerus="yes">
        <source>%n detached</source>
        <translation>
            <numerusform>%n detached</numerusform>
            <numerusform>%n detached</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%Ln token</numerusform>
            <numerusform>%Ln tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s)</source>
        <translation>
            <numerusform>%Ln repo</numerusform>
            <numerusform>%Ln repos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them need(s) a look</source>
        <translation>
            <numerusform>%n of them needs a look</numerusform>
            <numerusform>%n of them need a look</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message numerus="yes">
        <source>Verify %Ln repo(s)</source>
        <translation>
            <numerusform>Verify %Ln repo</numerusform>
            <numerusform>Verify %Ln repos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln item(s)</source>
        <translation>
            <numerusform>Delete %Ln item</numerusform>
            <numerusform>Delete %Ln items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Measure %Ln mirror(s)</source>
        <translation>
            <numerusform>Measure %Ln mirror</numerusform>
            <numerusform>Measure %Ln mirrors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Archive %Ln repo(s)</source>
        <translation>
            <numerusform>Archive %Ln repo</numerusform>
            <numerusform>Archive %Ln repos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restore %Ln repo(s)</source>
        <translation>
            <numerusform>Restore %Ln repo</numerusform>
            <numerusform>Restore %Ln repos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Freeze %Ln repo(s)</source>
        <translation>
            <numerusform>Freeze %Ln repo</numerusform>
            <numerusform>Freeze %Ln repos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Thaw %Ln repo(s)</source>
        <translation>
            <numerusform>Thaw %Ln repo</numerusform>
            <numerusform>Thaw %Ln repos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln repo(s) from their archive</source>
        <translation>
            <numerusform>Delete %Ln repo from its archive</numerusform>
            <numerusform>Delete %Ln repos from their archive</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %Ln mirror(s)</source>
        <translation>
            <numerusform>{done} of %Ln mirror</numerusform>
            <numerusform>{done} of %Ln mirrors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %Ln file(s)</source>
        <translation>
            <numerusform>{done} of %Ln file</numerusform>
            <numerusform>{done} of %Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{corrupt} corrupt and {missing} missing of %Ln file(s).</source>
        <translation>
            <numerusform>{corrupt} corrupt and {missing} missing of %Ln file.</numerusform>
            <numerusform>{corrupt} corrupt and {missing} missing of %Ln files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) intact, {size} read.</source>
        <translation>
            <numerusform>%Ln file intact, {size} read.</numerusform>
            <numerusform>%Ln files intact, {size} read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) could not be checked: nothing on disk says what they should be.</source>
        <translation>
            <numerusform>%Ln file could not be checked: nothing on disk says what it should be.</numerusform>
            <numerusform>%Ln files could not be checked: nothing on disk says what they should be.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) are frozen or in a bucket, and were not read.</source>
        <translation>
            <numerusform>%Ln file is frozen or in a bucket, and was not read.</numerusform>
            <numerusform>%Ln files are frozen or in a bucket, and were not read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln duplicate(s) joined, {size} saved.</source>
        <translation>
            <numerusform>%Ln duplicate joined, {size} saved.</numerusform>
            <numerusform>%Ln duplicates joined, {size} saved.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln duplicate(s) found; joining them saves {size}.</source>
        <translation>
            <numerusform>%Ln duplicate found; joining it saves {size}.</numerusform>
            <numerusform>%Ln duplicates found; joining them saves {size}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln repo(s) of {where} are in the cache now.</source>
        <translation>
            <numerusform>%Ln repo of {where} is in the cache now.</numerusform>
            <numerusform>%Ln repos of {where} are in the cache now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) exported to {where}.</source>
        <translation>
            <numerusform>%Ln file exported to {where}.</numerusform>
            <numerusform>%Ln files exported to {where}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) imported, {moved}.</source>
        <translation>
            <numerusform>%Ln file imported, {moved}.</numerusform>
            <numerusform>%Ln files imported, {moved}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Everything was here already: %Ln file(s), {size}.</source>
        <translation>
            <numerusform>Everything was here already: %Ln file, {size}.</numerusform>
            <numerusform>Everything was here already: %Ln files, {size}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{size} from %Ln source(s) in {time}.</source>
        <translation>
            <numerusform>{size} from %Ln source in {time}.</numerusform>
            <numerusform>{size} from %Ln sources in {time}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) mended, {size} fetched again.</source>
        <translation>
            <numerusform>%Ln file mended, {size} fetched again.</numerusform>
            <numerusform>%Ln files mended, {size} fetched again.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None of %Ln mirror(s) is of use.</source>
        <translation>
            <numerusform>The one mirror measured is of no use.</numerusform>
            <numerusform>None of %Ln mirrors is of use.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{able} of %Ln mirror(s) of use, best of all {best}.</source>
        <translation>
            <numerusform>{able} of %Ln mirror of use, best of all {best}.</numerusform>
            <numerusform>{able} of %Ln mirrors of use, best of all {best}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KeptPane</name>
    <message numerus="yes">
        <source>Restore %n repo(s) ({size})</source>
        <translation>
            <numerusform>Restore %n repo ({size})</numerusform>
            <numerusform>Restore %n repos ({size})</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message numerus="yes">
        <source>%n repo(s)</source>
        <translation>
            <numerusform>%Ln repo</numerusform>
            <numerusform>%Ln repos</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{size} not read for %n day(s)</source>
        <translation>
            <numerusform>{size} not read for %n day</numerusform>
            <numerusform>{size} not read for %n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%Ln selected</numerusform>
            <numerusform>%Ln selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None of the %n repo(s) matches “{text}”.</source>
        <translation>
            <numerusform>The one repo does not match “{text}”.</numerusform>
            <numerusform>None of the %Ln repos matches “{text}”.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Found %n repo(s) in {path}. “Free space…” shows what can go.</source>
        <translation>
            <numerusform>Found %Ln repo in {path}. “Free space…” shows what can go.</numerusform>
            <numerusform>Found %Ln repos in {path}. “Free space…” shows what can go.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Verifying %n repo(s). Activity shows how far it is.</source>
        <translation>
            <numerusform>Verifying %Ln repo. Activity shows how far it is.</numerusform>
            <numerusform>Verifying %Ln repos. Activity shows how far it is.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repairing %n repo(s). Downloads shows how far it is.</source>
        <translation>
            <numerusform>Repairing %n repo. Downloads shows how far it is.</numerusform>
            <numerusform>Repairing %n repos. Downloads shows how far it is.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are now stored once; that freed {size}.</source>
        <translation>
            <numerusform>%Ln file is now stored once; that freed {size}.</numerusform>
            <numerusform>%Ln files are now stored once; that freed {size}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of {repo} mended, {size} fetched.</source>
        <translation>
            <numerusform>%n file of {repo} mended, {size} fetched.</numerusform>
            <numerusform>%n files of {repo} mended, {size} fetched.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) did not pass.</source>
        <translation>
            <numerusform>%Ln file did not pass.</numerusform>
            <numerusform>%Ln files did not pass.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) verified, all intact.</source>
        <translation>
            <numerusform>%Ln file verified, intact.</numerusform>
            <numerusform>%Ln files verified, all intact.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LibraryWords</name>
    <message numerus="yes">
        <source>%n variant(s)</source>
        <translation>
            <numerusform>%n variant</numerusform>
            <numerusform>%n variants</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n broken link(s)</source>
        <translation>
            <numerusform>%n broken link</numerusform>
            <numerusform>%n broken links</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LimitsDialog</name>
    <message numerus="yes">
        <source>Limits of %n download(s)</source>
        <translation>
            <numerusform>Limits of %n download</numerusform>
            <numerusform>Limits of %n downloads</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MapPane</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%Ln more</numerusform>
            <numerusform>%Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s) too small for a cell</source>
        <translation>
            <numerusform>%Ln repo too small for a cell</numerusform>
            <numerusform>%Ln repos too small for a cell</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MirrorsPage</name>
    <message numerus="yes">
        <source>Which of %n mirror(s) serve(s) you?</source>
        <translation>
            <numerusform>Does the one mirror serve you?</numerusform>
            <numerusform>Which of %n mirrors serve you?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MirrorsWords</name>
    <message numerus="yes">
        <source>{good} of %n serve(s) you</source>
        <translation>
            <numerusform>{good} of %n serves you</numerusform>
            <numerusform>{good} of %n serve you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n mirror(s), none measured yet</source>
        <translation>
            <numerusform>%n mirror, not measured yet</numerusform>
            <numerusform>%n mirrors, none measured yet</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Measuring: %n to go</source>
        <translation>
            <numerusform>Measuring: %n to go</numerusform>
            <numerusform>Measuring: %n to go</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{told}; %n running program(s) still use(s) the old value</source>
        <translation>
            <numerusform>{told}; %n running program still uses the old value</numerusform>
            <numerusform>{told}; %n running programs still use the old value</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{failed} of %n failed</source>
        <translation>
            <numerusform>{failed} of %n failed</numerusform>
            <numerusform>{failed} of %n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n measured, none failed</source>
        <translation>
            <numerusform>%n measured, it did not fail</numerusform>
            <numerusform>%n measured, none failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n commit(s) behind</source>
        <translation>
            <numerusform>%n commit behind</numerusform>
            <numerusform>%n commits behind</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n request(s)</source>
        <translation>
            <numerusform>%n request</numerusform>
            <numerusform>%n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{failed} of %n request(s) failed</source>
        <translation>
            <numerusform>{failed} of %n request failed</numerusform>
            <numerusform>{failed} of %n requests failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{here} of %n file(s) of {repo}</source>
        <translation>
            <numerusform>{here} of %n file of {repo}</numerusform>
            <numerusform>{here} of %n files of {repo}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>all %n file(s) of {repo}</source>
        <translation>
            <numerusform>the %n file of {repo}</numerusform>
            <numerusform>all %n files of {repo}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MovesList</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message numerus="yes">
        <source>for %n day(s)</source>
        <translation>
            <numerusform>for %n day</numerusform>
            <numerusform>for %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PolicyDialog</name>
    <message numerus="yes">
        <source>Just now it would move %n repo(s) and free {size}: {names}</source>
        <translation>
            <numerusform>Just now it would move %n repo and free {size}: {names}</numerusform>
            <numerusform>Just now it would move %n repos and free {size}: {names}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PresetRows</name>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln file</numerusform>
            <numerusform>%Ln files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReachedPane</name>
    <message numerus="yes">
        <source>%n running program(s) ask(s) somebody else: start it again to give it the new value.</source>
        <translation>
            <numerusform>%n running program asks somebody else: start it again to give it the new value.</numerusform>
            <numerusform>%n running programs ask somebody else: start them again to give them the new value.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RelocateDialog</name>
    <message numerus="yes">
        <source>{size} in %n file(s)</source>
        <translation>
            <numerusform>{size} in %Ln file</numerusform>
            <numerusform>{size} in %Ln files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ShellsPane</name>
    <message numerus="yes">
        <source>Take back from %n file(s)</source>
        <translation>
            <numerusform>Take back from %n file</numerusform>
            <numerusform>Take back from %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Write into %n file(s)</source>
        <translation>
            <numerusform>Write into %n file</numerusform>
            <numerusform>Write into %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StaleRepos</name>
    <message numerus="yes">
        <source>and %n more, smaller ones</source>
        <translation>
            <numerusform>and %Ln more, a smaller one</numerusform>
            <numerusform>and %Ln more, smaller ones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s), {size}. They have to be downloaded again when they are needed.</source>
        <translation>
            <numerusform>%Ln repo, {size}. It has to be downloaded again when it is needed.</numerusform>
            <numerusform>%Ln repos, {size}. They have to be downloaded again when they are needed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message numerus="yes">
        <source>%n job(s) waiting</source>
        <translation>
            <numerusform>%n job waiting</numerusform>
            <numerusform>%n jobs waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) failed</source>
        <translation>
            <numerusform>%n job failed</numerusform>
            <numerusform>%n jobs failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) running</source>
        <translation>
            <numerusform>%n job running</numerusform>
            <numerusform>%n jobs running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Verdicts</name>
    <message numerus="yes">
        <source>%n commit(s) behind</source>
        <translation>
            <numerusform>%n commit behind</numerusform>
            <numerusform>%n commits behind</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) missing</source>
        <translation>
            <numerusform>%n file missing</numerusform>
            <numerusform>%n files missing</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VerifyReport</name>
    <message numerus="yes">
        <source>%n file(s) did not pass</source>
        <translation>
            <numerusform>%Ln file did not pass</numerusform>
            <numerusform>%Ln files did not pass</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) read, {bytes}: {ok} are what their names say.</source>
        <translation>
            <numerusform>%Ln file read, {bytes}: {ok} is what its name says.</numerusform>
            <numerusform>%Ln files read, {bytes}: {ok} are what their names say.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) can&apos;t be checked: nothing here says what they should be.</source>
        <translation>
            <numerusform>%Ln file can&apos;t be checked: nothing here says what it should be.</numerusform>
            <numerusform>%Ln files can&apos;t be checked: nothing here says what they should be.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are frozen or in a bucket, and were not read.</source>
        <translation>
            <numerusform>%n file is frozen or in a bucket, and was not read.</numerusform>
            <numerusform>%n files are frozen or in a bucket, and were not read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
</TS>
