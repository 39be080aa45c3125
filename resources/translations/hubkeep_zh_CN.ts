<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Activity</name>
    <message>
        <source>Activity</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已结束</translation>
    </message>
    <message>
        <source>Close activity</source>
        <translation>关闭任务面板</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭（Esc）</translation>
    </message>
    <message>
        <source>Nothing is running. Downloading, verifying, deleting and moving show up here, with a way to undo.</source>
        <translation>当前没有任务。下载、校验、删除和迁移会显示在这里，并可撤销。</translation>
    </message>
</context>
<context>
    <name>AddBar</name>
    <message>
        <source>Search, or paste a repo, URL or hf://…</source>
        <translation>搜索，或粘贴仓库名、网址、hf://…</translation>
    </message>
    <message>
        <source>Add a download</source>
        <translation>添加下载</translation>
    </message>
    <message>
        <source>Words to search for, a repo, a URL or an hf:// address</source>
        <translation>搜索关键词、仓库名、网址或 hf:// 地址</translation>
    </message>
</context>
<context>
    <name>ArchiveActions</name>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Thaw</source>
        <translation>解冻</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Let policies move it again</source>
        <translation>允许策略再次移动它</translation>
    </message>
    <message>
        <source>Pin: no policy moves it</source>
        <translation>固定：任何策略都不移动它</translation>
    </message>
    <message>
        <source>Add a policy…</source>
        <translation>添加策略…</translation>
    </message>
    <message>
        <source>Open an archive…</source>
        <translation>打开归档…</translation>
    </message>
    <message>
        <source>Import a folder…</source>
        <translation>导入文件夹…</translation>
    </message>
    <message>
        <source>Bring it back into the cache</source>
        <translation>移回缓存</translation>
    </message>
    <message>
        <source>Compress it where it is; programs can&apos;t load it until it is thawed</source>
        <translation>就地压缩；解冻之前程序无法加载</translation>
    </message>
    <message>
        <source>Make it readable again where it is</source>
        <translation>就地恢复为可读</translation>
    </message>
</context>
<context>
    <name>ArchivePage</name>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Cancelled. What was moved so far stays moved; every model loads.</source>
        <translation>已取消。已移动的部分保持不变，所有模型都能正常加载。</translation>
    </message>
    <message>
        <source>Everything is back where it was.</source>
        <translation>全部内容已恢复原处。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Copied {text}</source>
        <translation>已复制 {text}</translation>
    </message>
    <message>
        <source>{name} is gone.</source>
        <translation>{name} 已删除。</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>放回</translation>
    </message>
    <message>
        <source>Just now {name} would move nothing.</source>
        <translation>{name} 目前不会移动任何内容。</translation>
    </message>
    <message>
        <source>In archives</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>Policies</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Import a folder…</source>
        <translation>导入文件夹…</translation>
    </message>
    <message>
        <source>What is archived, and policies</source>
        <translation>已归档的内容与策略</translation>
    </message>
    <message>
        <source>Looking at the disks…</source>
        <translation>正在查看磁盘…</translation>
    </message>
</context>
<context>
    <name>ArchiveWords</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>archived</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>partly archived</source>
        <translation>部分归档</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>已冻结</translation>
    </message>
    <message>
        <source>in a bucket</source>
        <translation>在存储桶中</translation>
    </message>
    <message>
        <source>archive only</source>
        <translation>仅在归档中</translation>
    </message>
    <message>
        <source>Programs load it as before, from the other disk.</source>
        <translation>程序照常加载，数据来自另一块磁盘。</translation>
    </message>
    <message>
        <source>Some of it is on the other disk, some in the cache. Programs load it as before.</source>
        <translation>一部分在另一块磁盘上，一部分在缓存中。程序照常加载。</translation>
    </message>
    <message>
        <source>Its disk is not connected. Connect it and it loads again by itself.</source>
        <translation>所在磁盘未连接。接上后即可照常加载。</translation>
    </message>
    <message>
        <source>It is compressed. Programs can&apos;t load it until it is thawed or restored.</source>
        <translation>已压缩。解冻或恢复之前程序无法加载。</translation>
    </message>
    <message>
        <source>It is in object storage. Programs can&apos;t load it until it is restored.</source>
        <translation>存放在对象存储中。恢复之前程序无法加载。</translation>
    </message>
    <message>
        <source>The cache does not know it any more; its files are still in the archive.</source>
        <translation>缓存中已没有它的记录，但文件仍在归档中。</translation>
    </message>
    <message>
        <source>Nothing is archived yet</source>
        <translation>尚未归档任何内容</translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s)</source>
        <translation>
            <numerusform>%Ln 个仓库</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} archived</source>
        <translation>已归档 {size}</translation>
    </message>
    <message numerus="yes">
        <source>%n disk(s) not connected</source>
        <translation>
            <numerusform>%n 块磁盘未连接</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>已选 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>bucket</source>
        <translation>存储桶</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>{size} frozen</source>
        <translation>已冻结 {size}</translation>
    </message>
    <message>
        <source>last seen {when}</source>
        <translation>上次见到：{when}</translation>
    </message>
    <message>
        <source>{free} free of {total}</source>
        <translation>剩余 {free}，共 {total}</translation>
    </message>
    <message numerus="yes">
        <source>{archive} is mounted elsewhere now: links of %n repo(s) lead to its old place.</source>
        <translation>
            <numerusform>{archive} 的挂载位置变了：%n 个仓库的链接仍指向旧位置。</numerusform>
        </translation>
    </message>
    <message>
        <source>Relink</source>
        <translation>重新链接</translation>
    </message>
    <message numerus="yes">
        <source>While {archive} was away, %n repo(s) were fetched again: {size} are stored twice.</source>
        <translation>
            <numerusform>{archive} 未连接期间，有 %n 个仓库被重新下载：{size} 存了两份。</numerusform>
        </translation>
    </message>
    <message>
        <source>Put right</source>
        <translation>修正</translation>
    </message>
    <message numerus="yes">
        <source>{archive} holds %n repo(s), {size}, that this cache does not know.</source>
        <translation>
            <numerusform>{archive} 中有 %n 个仓库（{size}）不在此缓存的记录中。</numerusform>
        </translation>
    </message>
    <message>
        <source>Adopt</source>
        <translation>接入</translation>
    </message>
    <message>
        <source>Copies {bytes} to {where} and frees {frees} here.</source>
        <translation>将 {bytes} 复制到 {where}，本盘腾出 {frees}。</translation>
    </message>
    <message>
        <source>Afterwards {here} are free here, and {there} there.</source>
        <translation>完成后本盘剩余 {here}，目标剩余 {there}。</translation>
    </message>
    <message>
        <source>Afterwards {here} are free here.</source>
        <translation>完成后本盘剩余 {here}。</translation>
    </message>
    <message>
        <source>{size} stay in the cache: small files, and what can&apos;t move.</source>
        <translation>{size} 留在缓存中：小文件以及无法移动的内容。</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message numerus="yes">
        <source>Archive %n repo(s) ({size})</source>
        <translation>
            <numerusform>归档 %n 个仓库（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>not read for %n day(s)</source>
        <translation>
            <numerusform>%n 天未读取</numerusform>
        </translation>
    </message>
    <message>
        <source>larger than {size}</source>
        <translation>大于 {size}</translation>
    </message>
    <message>
        <source>not {names}</source>
        <translation>不含 {names}</translation>
    </message>
    <message>
        <source>only below {size} free</source>
        <translation>仅当剩余低于 {size} 时</translation>
    </message>
    <message>
        <source>frozen there</source>
        <translation>在归档中冻结</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>The engine has stopped.</source>
        <translation>引擎已停止。</translation>
    </message>
    <message>
        <source>{reason} What you see may be out of date; the disk is as it was.</source>
        <translation>{reason}当前显示的内容可能已过时，磁盘上的数据未受影响。</translation>
    </message>
    <message>
        <source>The engine stopped and is being started again. Jobs go on where they were.</source>
        <translation>引擎意外停止，正在重新启动。任务会从中断处继续。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>BucketDialog</name>
    <message>
        <source>An access key and its secret come together.</source>
        <translation>访问密钥与私有密钥须一并填写。</translation>
    </message>
    <message>
        <source>Without keys, those of the environment, of ~/.aws or kept before are used.</source>
        <translation>不填密钥时，使用环境变量、~/.aws 或此前保存的密钥。</translation>
    </message>
    <message>
        <source>They are kept in the keyring of the engine&apos;s machine.</source>
        <translation>密钥保存在引擎所在计算机的密钥环中。</translation>
    </message>
    <message>
        <source>Archive to a bucket</source>
        <translation>归档到存储桶</translation>
    </message>
    <message>
        <source>Object storage that speaks S3: MinIO, Ceph, or a cloud&apos;s.</source>
        <translation>兼容 S3 的对象存储：MinIO、Ceph 或云服务商。</translation>
    </message>
    <message>
        <source>Bucket</source>
        <translation>存储桶</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Access key</source>
        <translation>访问密钥</translation>
    </message>
    <message>
        <source>Secret key</source>
        <translation>私有密钥</translation>
    </message>
    <message>
        <source>https://minio.lab:9000 — empty: Amazon</source>
        <translation>https://minio.lab:9000；留空则为 Amazon</translation>
    </message>
    <message>
        <source>only where the server asks for one</source>
        <translation>仅当服务器要求时填写</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
</context>
<context>
    <name>CacheList</name>
    <message>
        <source>Choose a cache folder</source>
        <translation>选择缓存文件夹</translation>
    </message>
    <message>
        <source>Path of another cache folder</source>
        <translation>其他缓存文件夹的路径</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
</context>
<context>
    <name>CacheRow</name>
    <message>
        <source>named by the environment</source>
        <translation>由环境变量指定</translation>
    </message>
    <message>
        <source>The environment&apos;s folder</source>
        <translation>环境变量指定的文件夹</translation>
    </message>
    <message>
        <source>shown now</source>
        <translation>当前显示</translation>
    </message>
    <message>
        <source>Show this one</source>
        <translation>切换到此处</translation>
    </message>
    <message>
        <source>Show {path}</source>
        <translation>切换到 {path}</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Takes the folder off this list; nothing on disk changes.</source>
        <translation>仅从列表中移除，不会改动磁盘上的任何内容。</translation>
    </message>
    <message>
        <source>Forget {path}</source>
        <translation>从列表移除 {path}</translation>
    </message>
</context>
<context>
    <name>CancelDialog</name>
    <message>
        <source>Cancel the download of {repo}?</source>
        <translation>取消下载 {repo}？</translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n download(s)?</source>
        <translation>
            <numerusform>取消 %n 个下载？</numerusform>
        </translation>
    </message>
    <message>
        <source>Go on downloading</source>
        <translation>继续下载</translation>
    </message>
    <message numerus="yes">
        <source>Cancel %n download(s)</source>
        <translation>
            <numerusform>取消 %n 个下载</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Card</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Open the licence page</source>
        <translation>打开许可协议页面</translation>
    </message>
    <message>
        <source>Open the page</source>
        <translation>打开网页</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Free space…</source>
        <translation>释放空间…</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Open in Library</source>
        <translation>在模型库中打开</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Hide the files</source>
        <translation>收起文件</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Hide the details</source>
        <translation>收起详情</translation>
    </message>
</context>
<context>
    <name>Cards</name>
    <message>
        <source>Mirrors</source>
        <translation>镜像</translation>
    </message>
</context>
<context>
    <name>Chooser</name>
    <message>
        <source>Started. Choose more, or close this.</source>
        <translation>已开始下载。可继续选择，或关闭此窗口。</translation>
    </message>
    <message>
        <source>Download anyway</source>
        <translation>仍要下载</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Download {size}</source>
        <translation>下载 {size}</translation>
    </message>
    <message>
        <source>Download {repo}</source>
        <translation>下载 {repo}</translation>
    </message>
    <message>
        <source>Looking at {revision}…</source>
        <translation>正在查询 {revision}…</translation>
    </message>
    <message>
        <source>pinned to {commit}</source>
        <translation>固定于提交 {commit}</translation>
    </message>
    <message>
        <source>There is nothing in it.</source>
        <translation>其中没有文件。</translation>
    </message>
    <message>
        <source>Nothing is picked.</source>
        <translation>尚未选择文件。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s), {size}</source>
        <translation>
            <numerusform>%Ln 个文件，{size}</numerusform>
        </translation>
    </message>
    <message>
        <source>everything is here already</source>
        <translation>已全部在本地</translation>
    </message>
    <message>
        <source>{size} to fetch, {here} here already</source>
        <translation>需下载 {size}，本地已有 {here}</translation>
    </message>
    <message>
        <source>{size} free, {lacks} short</source>
        <translation>剩余 {size}，还差 {lacks}</translation>
    </message>
    <message>
        <source>{size} free after</source>
        <translation>下载后剩余 {size}</translation>
    </message>
    <message>
        <source>It does not fit. Pick fewer files or a smaller variant, or free some space in the Library; begun anyway, it pauses when the disk is full.</source>
        <translation>空间不足。请少选一些文件或改用更小的变体，也可以在模型库中释放空间；若仍要下载，磁盘写满时会自动暂停。</translation>
    </message>
    <message>
        <source>Name the folder to put the files into.</source>
        <translation>请填写存放文件的文件夹。</translation>
    </message>
    <message>
        <source>Its licence has to be accepted on the Hub first. If yours is not, the download says so and leads you there.</source>
        <translation>需先在 Hub 上同意其许可条款。若尚未同意，下载时会提示并带您前往该页面。</translation>
    </message>
    <message>
        <source>It is private: only your token opens it.</source>
        <translation>这是私有仓库，需要您的令牌才能访问。</translation>
    </message>
    <message>
        <source>answered by {endpoint}</source>
        <translation>由 {endpoint} 响应</translation>
    </message>
    <message>
        <source>changed {when}</source>
        <translation>更新时间：{when}</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>选项</translation>
    </message>
    <message>
        <source>What to choose</source>
        <translation>选择内容</translation>
    </message>
    <message>
        <source>Revision</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Download and choose more</source>
        <translation>下载并继续选择</translation>
    </message>
</context>
<context>
    <name>ClearDialog</name>
    <message numerus="yes">
        <source>Delete %n repo(s) from {archive}?</source>
        <translation>
            <numerusform>从 {archive} 中删除 %n 个仓库？</numerusform>
        </translation>
    </message>
    <message>
        <source>This cache does not know them, and deleting them can&apos;t be undone. “Adopt” would bring them back.</source>
        <translation>此缓存中没有它们的记录，删除后无法撤销。选择“接入”可以找回它们。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n repo(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个仓库（{size}）</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Command</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>DeleteDialog</name>
    <message>
        <source>Working out what that frees…</source>
        <translation>正在计算可释放的空间…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Frees {frees} of {bytes}.</source>
        <translation>可释放 {frees}（共 {bytes}）。</translation>
    </message>
    <message>
        <source>Frees {frees}.</source>
        <translation>可释放 {frees}。</translation>
    </message>
    <message>
        <source>In use right now, so nothing is deleted. Stop it and look again:</source>
        <translation>正在使用中，因此不会删除。请先停止以下进程，再重新检查：</translation>
    </message>
    <message>
        <source>This volume has no trash: there is no way back.</source>
        <translation>此卷没有回收站，删除后无法恢复。</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} stay, because something else uses them:</source>
        <translation>{size} 将予以保留，因为仍在使用：</translation>
    </message>
    <message>
        <source>{size} of {repo}, for {users}</source>
        <translation>{repo} 中的 {size}，供 {users} 使用</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n file(s)?</source>
        <translation>
            <numerusform>删除 %n 个文件？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n revision(s)?</source>
        <translation>
            <numerusform>删除 %n 个版本？</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete {name}?</source>
        <translation>删除 {name}？</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n repo(s)?</source>
        <translation>
            <numerusform>删除 %n 个仓库？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n file(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个文件（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n revision(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个版本（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n model(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个模型（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n dataset(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个数据集（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n space(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个 Space（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n kernel(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个内核（{size}）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n repo(s) ({size})</source>
        <translation>
            <numerusform>删除 %n 个仓库（{size}）</numerusform>
        </translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Move to the trash; the space comes back when that is emptied</source>
        <translation>移到回收站，清空回收站后释放空间</translation>
    </message>
    <message>
        <source>Delete for good; the space comes back at once</source>
        <translation>永久删除，立即释放空间</translation>
    </message>
    <message>
        <source>What is deleted</source>
        <translation>将删除的内容</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Frees</source>
        <translation>可释放</translation>
    </message>
</context>
<context>
    <name>Destination</name>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Into the cache</source>
        <translation>存入缓存</translation>
    </message>
    <message>
        <source>Every program that uses Hugging Face finds it there.</source>
        <translation>所有使用 Hugging Face 的程序都能找到它。</translation>
    </message>
    <message>
        <source>Into a folder, by plain names</source>
        <translation>存入文件夹，保留原文件名</translation>
    </message>
    <message>
        <source>A path, such as /data/models/qwen</source>
        <translation>路径，例如 /data/models/qwen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>{time} to the first byte</source>
        <translation>首字节耗时 {time}</translation>
    </message>
    <message>
        <source>{time} until it answers</source>
        <translation>响应耗时 {time}</translation>
    </message>
    <message>
        <source>It was not measured yet. Measuring takes half a minute.</source>
        <translation>尚未测速。测速约需半分钟。</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %n 项</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) missing here</source>
        <translation>
            <numerusform>缺少 %n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>使用此镜像</translation>
    </message>
    <message>
        <source>Measure this one</source>
        <translation>只测此镜像</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Send it my token</source>
        <translation>向其发送我的令牌</translation>
    </message>
    <message>
        <source>Way</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Can do</source>
        <translation>能力</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>近 7 天</translation>
    </message>
    <message>
        <source>Resting</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>次序</translation>
    </message>
    <message>
        <source>Known</source>
        <translation>已知</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>测速</translation>
    </message>
</context>
<context>
    <name>DiffView</name>
    <message>
        <source>(new)</source>
        <translation>（新建）</translation>
    </message>
    <message>
        <source>(removed)</source>
        <translation>（删除）</translation>
    </message>
    <message>
        <source>What changes in which file</source>
        <translation>各文件的改动</translation>
    </message>
</context>
<context>
    <name>DiskGauge</name>
    <message>
        <source>{size} free</source>
        <translation>剩余 {size}</translation>
    </message>
    <message>
        <source>{mount}: {cache} in this cache, {other} other files, {free} free of {total}</source>
        <translation>{mount}：此缓存 {cache}，其他文件 {other}，剩余 {free}，共 {total}</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
</context>
<context>
    <name>DownloadsActions</name>
    <message>
        <source>Add a download</source>
        <translation>添加下载</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>取消…</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Limits…</source>
        <translation>限制…</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Open in Library</source>
        <translation>在模型库中打开</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Move to the front</source>
        <translation>移到最前</translation>
    </message>
    <message>
        <source>Move to the end</source>
        <translation>移到最后</translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation>全部继续</translation>
    </message>
    <message>
        <source>Pause all</source>
        <translation>全部暂停</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已结束的</translation>
    </message>
</context>
<context>
    <name>DownloadsPage</name>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>已选 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Change the limits in Settings</source>
        <translation>在设置中修改限制</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已结束的</translation>
    </message>
</context>
<context>
    <name>DownloadsSection</name>
    <message>
        <source>Choose a file of certificates</source>
        <translation>选择证书文件</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Downloads at once</source>
        <translation>同时下载数</translation>
    </message>
    <message>
        <source>All together not faster than</source>
        <translation>总速度上限</translation>
    </message>
    <message>
        <source>Connections to each source</source>
        <translation>每个来源的连接数</translation>
    </message>
    <message>
        <source>Full speed from</source>
        <translation>全速时段</translation>
    </message>
    <message>
        <source>In the other hours</source>
        <translation>其余时段</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Certificates to trust beside the system&apos;s</source>
        <translation>除系统证书外还信任的证书</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限速</translation>
    </message>
    <message>
        <source>as many as pay</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Full speed only at certain hours</source>
        <translation>仅在特定时段全速下载</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Full speed until</source>
        <translation>全速时段结束于</translation>
    </message>
    <message>
        <source>wait</source>
        <translation>暂停等待</translation>
    </message>
    <message>
        <source>Wait on connections that cost by volume</source>
        <translation>使用按流量计费的网络时暂停下载</translation>
    </message>
    <message>
        <source>Where to fetch from</source>
        <translation>下载来源</translation>
    </message>
    <message>
        <source>The first that answers says what a repo holds; the bytes come from all that have them.</source>
        <translation>仓库内容以最先响应的来源为准，数据则从所有拥有该文件的来源同时下载。</translation>
    </message>
    <message>
        <source>The way there</source>
        <translation>网络连接</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>None</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>This one:</source>
        <translation>自定义：</translation>
    </message>
    <message>
        <source>Address of the proxy</source>
        <translation>代理地址</translation>
    </message>
    <message>
        <source>Write it like http://host:8080 or socks5://host:1080; it is not used as it stands.</source>
        <translation>请写成 http://host:8080 或 socks5://host:1080 的形式；当前内容不会生效。</translation>
    </message>
    <message>
        <source>Path of a PEM file, such as a company&apos;s own</source>
        <translation>PEM 文件路径，例如公司自有的证书</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
</context>
<context>
    <name>DownloadsWords</name>
    <message>
        <source>needs your consent</source>
        <translation>需要你同意许可</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>again in {time}</source>
        <translation>{time}后重试</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>at rest</source>
        <translation>暂歇</translation>
    </message>
    <message>
        <source>repair</source>
        <translation>修复</translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n file(s)</source>
        <translation>
            <numerusform>{done} / %n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n 个失败</numerusform>
        </translation>
    </message>
    <message>
        <source>at most {rate}</source>
        <translation>最高 {rate}</translation>
    </message>
    <message numerus="yes">
        <source>at most %n connection(s)</source>
        <translation>
            <numerusform>最多 %n 个连接</numerusform>
        </translation>
    </message>
    <message>
        <source>into {folder}</source>
        <translation>存入 {folder}</translation>
    </message>
    <message>
        <source>Looking up what it holds…</source>
        <translation>正在查询内容…</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>mended and verified</source>
        <translation>已修复并校验</translation>
    </message>
    <message>
        <source>here and verified</source>
        <translation>已下载并校验</translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>下载中</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>缓慢</translation>
    </message>
    <message>
        <source>{rate}, slow</source>
        <translation>{rate}，缓慢</translation>
    </message>
    <message>
        <source>barred</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>无法连接</translation>
    </message>
    <message>
        <source>{size} came from here</source>
        <translation>从这里获取了 {size}</translation>
    </message>
    <message numerus="yes">
        <source>%n connection(s)</source>
        <translation>
            <numerusform>%n 个连接</numerusform>
        </translation>
    </message>
    <message>
        <source>here before</source>
        <translation>原有</translation>
    </message>
    <message>
        <source>here before this download</source>
        <translation>下载前已有</translation>
    </message>
    <message>
        <source>still to come</source>
        <translation>尚未下载</translation>
    </message>
    <message>
        <source>verified as it lands</source>
        <translation>边下载边校验</translation>
    </message>
    <message>
        <source>fetching</source>
        <translation>下载中</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>校验中</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>已校验</translation>
    </message>
    <message>
        <source>All paused</source>
        <translation>已全部暂停</translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n 个等待中</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} to go</source>
        <translation>还剩 {size}</translation>
    </message>
    <message>
        <source>{size} free after</source>
        <translation>完成后剩余空间 {size}</translation>
    </message>
    <message>
        <source>{size} too little space</source>
        <translation>空间不足，还差 {size}</translation>
    </message>
    <message>
        <source>Nothing to fetch</source>
        <translation>没有下载任务</translation>
    </message>
    <message numerus="yes">
        <source>{rate} from %n source(s)</source>
        <translation>
            <numerusform>{rate}，来自 %n 个源</numerusform>
        </translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Limit: {rate}</source>
        <translation>限速：{rate}</translation>
    </message>
    <message numerus="yes">
        <source>%n at once</source>
        <translation>
            <numerusform>同时 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>{hours} full speed, else {rate}</source>
        <translation>{hours} 全速，其余时间 {rate}</translation>
    </message>
    <message>
        <source>{hours} only</source>
        <translation>仅 {hours}</translation>
    </message>
    <message>
        <source>Nothing was fetched yet.</source>
        <translation>尚未下载任何内容。</translation>
    </message>
    <message>
        <source>Files that are complete stay where they are. What was fetched of the others stays too: the same download, started again, goes on from there. “Free space…” in the Library clears it away.</source>
        <translation>已完整的文件保留在原处；其余文件已下载的部分也会保留，再次开始同一下载即可续传。如需清理，请使用模型库中的“释放空间…”。</translation>
    </message>
</context>
<context>
    <name>Duplicates</name>
    <message>
        <source>Searching…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message numerus="yes">
        <source>Store %n file(s) once</source>
        <translation>
            <numerusform>将 %Ln 个文件合并为一份</numerusform>
        </translation>
    </message>
    <message>
        <source>Every path stays; the copies share their bytes by reflink or hard link.</source>
        <translation>所有路径保持不变，各副本通过 reflink 或硬链接共享数据。</translation>
    </message>
    <message>
        <source>Nothing is stored twice.</source>
        <translation>没有重复存储的内容。</translation>
    </message>
    <message>
        <source>Blobs that several repos hold, and copies in folders made with local_dir.</source>
        <translation>多个仓库共有的 blob，以及以 local_dir 方式下载的文件夹中的副本。</translation>
    </message>
    <message>
        <source>Stored twice</source>
        <translation>重复存储</translation>
    </message>
    <message>
        <source>Also look in this folder (optional)</source>
        <translation>同时查找此文件夹（可选）</translation>
    </message>
    <message>
        <source>Also look in this folder</source>
        <translation>同时查找此文件夹</translation>
    </message>
</context>
<context>
    <name>Empty</name>
    <message>
        <source>What would you like to have here?</source>
        <translation>想下载点什么？</translation>
    </message>
    <message>
        <source>Search the Hub in the field above: a few letters of a model or dataset are enough.</source>
        <translation>在上方输入框中搜索 Hub：输入模型或数据集名称的几个字母即可。</translation>
    </message>
    <message>
        <source>Or paste or drop what you have: org/name, hf://org/name, or the address of a page on the Hub or on a mirror. You choose the files before anything is fetched.</source>
        <translation>也可以粘贴或拖入 org/name、hf://org/name，或者 Hub、镜像站上的网页地址。下载前可以先选择文件。</translation>
    </message>
    <message>
        <source>Each byte is fetched from the fastest sources and checked as it lands. Whatever happens on the way, a download goes on where it was.</source>
        <translation>数据从最快的源获取，边下载边校验。无论中途发生什么，都能从断点继续。</translation>
    </message>
</context>
<context>
    <name>EndpointList</name>
    <message>
        <source>Write it like https://hf-mirror.com, or http://lab-nas.local:8080.</source>
        <translation>请写成 https://hf-mirror.com 或 http://lab-nas.local:8080 的形式。</translation>
    </message>
    <message>
        <source>It is in the list already.</source>
        <translation>列表中已有此地址。</translation>
    </message>
    <message>
        <source>None is named: HF_ENDPOINT is asked where it is set, and huggingface.co otherwise.</source>
        <translation>未指定来源：若设置了 HF_ENDPOINT 则使用它，否则使用 huggingface.co。</translation>
    </message>
    <message>
        <source>Address of a mirror, such as https://hf-mirror.com</source>
        <translation>镜像地址，例如 https://hf-mirror.com</translation>
    </message>
    <message>
        <source>Address of a mirror</source>
        <translation>镜像地址</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add the mirror</source>
        <translation>添加镜像</translation>
    </message>
</context>
<context>
    <name>EndpointRow</name>
    <message>
        <source>asked first</source>
        <translation>首选</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>未加密</translation>
    </message>
    <message>
        <source>Ask {endpoint} earlier</source>
        <translation>提高 {endpoint} 的优先级</translation>
    </message>
    <message>
        <source>Ask {endpoint} later</source>
        <translation>降低 {endpoint} 的优先级</translation>
    </message>
    <message>
        <source>Remove {endpoint}</source>
        <translation>移除 {endpoint}</translation>
    </message>
</context>
<context>
    <name>EntryDialog</name>
    <message>
        <source>Write it like https://hf-mirror.com, or http://lab-nas.local:8080.</source>
        <translation>请写成 https://hf-mirror.com 或 http://lab-nas.local:8080 的形式。</translation>
    </message>
    <message>
        <source>It is in the list already.</source>
        <translation>它已在列表中。</translation>
    </message>
    <message>
        <source>It is not encrypted: use it in a network of your own only.</source>
        <translation>连接未加密：只应在自己的网络中使用。</translation>
    </message>
    <message>
        <source>It will be kept as {url}.</source>
        <translation>将保存为 {url}。</translation>
    </message>
    <message>
        <source>Add a mirror</source>
        <translation>添加镜像</translation>
    </message>
    <message>
        <source>Edit a mirror</source>
        <translation>编辑镜像</translation>
    </message>
    <message>
        <source>It stands beside those that Hubkeep knows, and is measured like them.</source>
        <translation>它会与 Hubkeep 已知的镜像并列，并一同测速。</translation>
    </message>
    <message>
        <source>The address stays; to change it, add another one and remove this one.</source>
        <translation>地址不可更改；如需更改，请添加新的镜像并移除此镜像。</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Address of the mirror</source>
        <translation>镜像地址</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>its host, where this is empty</source>
        <translation>留空则显示主机名</translation>
    </message>
    <message>
        <source>Name of the mirror</source>
        <translation>镜像名称</translation>
    </message>
    <message>
        <source>It can make use of a token</source>
        <translation>它可以使用令牌</translation>
    </message>
    <message>
        <source>Yours is sent only once you allow it on the mirror&apos;s card.</source>
        <translation>只有在该镜像的卡片上允许后，才会发送您的令牌。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>{host}, in use</source>
        <translation>{host}（使用中）</translation>
    </message>
    <message>
        <source>Use everywhere</source>
        <translation>全局使用</translation>
    </message>
    <message>
        <source>Use a mirror everywhere on this machine</source>
        <translation>在整台计算机上使用镜像</translation>
    </message>
    <message>
        <source>Whatever loads models through huggingface_hub asks the endpoint that HF_ENDPOINT names. Hubkeep itself needs none of this.</source>
        <translation>通过 huggingface_hub 加载模型的程序都会访问 HF_ENDPOINT 所指定的地址。Hubkeep 自身不需要此设置。</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Ways to use it</source>
        <translation>使用方式</translation>
    </message>
    <message>
        <source>Shells and session</source>
        <translation>Shell 与会话</translation>
    </message>
    <message>
        <source>To paste</source>
        <translation>复制粘贴</translation>
    </message>
    <message>
        <source>Who uses what</source>
        <translation>使用情况</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Whole copies, {size}: the folder can be taken anywhere.</source>
        <translation>完整副本，{size}：文件夹可以带到任何地方。</translation>
    </message>
    <message>
        <source>Where the disk can, the files are shared with the cache and take no room. Do not change them there: what is one file is changed in both places.</source>
        <translation>磁盘支持时，文件与缓存共享，不占额外空间。请勿在那里修改：同一个文件会在两处一起改变。</translation>
    </message>
    <message>
        <source>Export as a folder</source>
        <translation>导出为文件夹</translation>
    </message>
    <message>
        <source>Export {repo}</source>
        <translation>导出 {repo}</translation>
    </message>
    <message>
        <source>The files by their names, as from_pretrained takes a folder.</source>
        <translation>文件按原名存放，from_pretrained 可直接读取该文件夹。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Copy the files, for a USB disk or another machine</source>
        <translation>复制文件，用于 U 盘或其他计算机</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
</context>
<context>
    <name>FilesPane</name>
    <message>
        <source>Find files…</source>
        <translation>查找文件…</translation>
    </message>
    <message>
        <source>Find files</source>
        <translation>查找文件</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>No file has that in its name.</source>
        <translation>没有名称匹配的文件。</translation>
    </message>
</context>
<context>
    <name>FilesTree</name>
    <message>
        <source>Broken-off downloads</source>
        <translation>中断的下载</translation>
    </message>
    <message>
        <source>Bytes that no revision uses</source>
        <translation>没有版本使用的数据</translation>
    </message>
    <message>
        <source>detached</source>
        <translation>游离</translation>
    </message>
    <message>
        <source>Deleting it alone frees {size}.</source>
        <translation>单独删除可释放 {size}。</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>另外 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Verified {when}: the bytes are wrong.</source>
        <translation>{when} 校验：内容有误。</translation>
    </message>
    <message>
        <source>Verified {when}: intact.</source>
        <translation>{when} 校验：完好。</translation>
    </message>
    <message>
        <source>corrupt</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>archived</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>disk not connected</source>
        <translation>磁盘未连接</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>已冻结</translation>
    </message>
    <message>
        <source>in a bucket</source>
        <translation>在存储桶中</translation>
    </message>
    <message>
        <source>outside the cache</source>
        <translation>位于缓存之外</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>Revisions and files</source>
        <translation>版本与文件</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
</context>
<context>
    <name>FilesView</name>
    <message>
        <source>Files of this download</source>
        <translation>此下载的文件</translation>
    </message>
    <message>
        <source>Pause these files</source>
        <translation>暂停这些文件</translation>
    </message>
    <message>
        <source>Fetch these files</source>
        <translation>下载这些文件</translation>
    </message>
</context>
<context>
    <name>FindingBar</name>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
</context>
<context>
    <name>Formatting</name>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n 天前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n week(s) ago</source>
        <translation>
            <numerusform>%n 周前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n month(s) ago</source>
        <translation>
            <numerusform>%n 个月前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n year(s) ago</source>
        <translation>
            <numerusform>%n 年前</numerusform>
        </translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} 秒</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} 分钟</translation>
    </message>
    <message>
        <source>{h} h {min} min</source>
        <translation>{h} 小时 {min} 分钟</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} 小时</translation>
    </message>
    <message>
        <source>{d} d {h} h</source>
        <translation>{d} 天 {h} 小时</translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} 天</translation>
    </message>
</context>
<context>
    <name>FoundWords</name>
    <message>
        <source>licence</source>
        <translation>需许可</translation>
    </message>
    <message>
        <source>here</source>
        <translation>已有</translation>
    </message>
    <message>
        <source>needs an accepted licence</source>
        <translation>需先同意许可条款</translation>
    </message>
    <message>
        <source>in the cache</source>
        <translation>已在缓存中</translation>
    </message>
    <message numerus="yes">
        <source>%Ln download(s)</source>
        <translation>
            <numerusform>%Ln 次下载</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln like(s)</source>
        <translation>
            <numerusform>%Ln 个赞</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FreeDialog</name>
    <message>
        <source>What Hubkeep moved to the trash</source>
        <translation>Hubkeep 移到回收站的内容</translation>
    </message>
    <message>
        <source>Deleted for good; after that it can&apos;t be undone.</source>
        <translation>永久删除，之后无法撤销。</translation>
    </message>
    <message>
        <source>Looking at every file…</source>
        <translation>正在检查每个文件…</translation>
    </message>
    <message>
        <source>No program would miss these.</source>
        <translation>删除后不会影响任何程序。</translation>
    </message>
    <message>
        <source>There are none: the cache is tidy.</source>
        <translation>没有可清理的内容，缓存很整洁。</translation>
    </message>
    <message>
        <source>Left alone, because it is in use:</source>
        <translation>正在使用，因此保留：</translation>
    </message>
    <message>
        <source>Free {size}</source>
        <translation>释放 {size}</translation>
    </message>
    <message>
        <source>{now} free now, {then} afterwards</source>
        <translation>目前剩余 {now}，之后剩余 {then}</translation>
    </message>
    <message>
        <source>{now} free now, {then} once the trash is emptied</source>
        <translation>目前剩余 {now}，清空回收站后剩余 {then}</translation>
    </message>
    <message>
        <source>Nothing happens until you press the button.</source>
        <translation>点击按钮之前不会有任何改动。</translation>
    </message>
    <message>
        <source>In use right now, so it can&apos;t go. Leave it out or stop it first:</source>
        <translation>正在使用中，无法删除。请取消选择或先停止：</translation>
    </message>
    <message>
        <source>{size} of that stay because other repos use them too.</source>
        <translation>其中 {size} 仍被其他仓库使用，将予以保留。</translation>
    </message>
    <message numerus="yes">
        <source>%n detached revision(s)</source>
        <translation>
            <numerusform>%Ln 个游离版本</numerusform>
        </translation>
    </message>
    <message>
        <source>Older commits that no branch or tag points to any more.</source>
        <translation>已没有分支或标签指向的旧提交。</translation>
    </message>
    <message numerus="yes">
        <source>%n blob(s) without a file</source>
        <translation>
            <numerusform>%Ln 个无主 blob</numerusform>
        </translation>
    </message>
    <message>
        <source>Bytes that no revision uses, left behind by an update or a deletion.</source>
        <translation>没有版本使用的数据，由更新或删除遗留。</translation>
    </message>
    <message numerus="yes">
        <source>%n broken-off download(s)</source>
        <translation>
            <numerusform>%Ln 个中断的下载</numerusform>
        </translation>
    </message>
    <message>
        <source>No process holds them, and huggingface_hub would begin again anyway.</source>
        <translation>没有进程在使用，且 huggingface_hub 无论如何都会重新下载。</translation>
    </message>
    <message numerus="yes">
        <source>%n shared payload(s) without a repo</source>
        <translation>
            <numerusform>%Ln 份无主的共享数据</numerusform>
        </translation>
    </message>
    <message>
        <source>Bytes in the shared store that no repo links to.</source>
        <translation>共享存储中没有仓库链接的数据。</translation>
    </message>
    <message>
        <source>Xet&apos;s chunk cache</source>
        <translation>Xet 分块缓存</translation>
    </message>
    <message>
        <source>Copies of chunks that were put together long since. It fills again as needed.</source>
        <translation>早已拼合完毕的分块副本，需要时会重新生成。</translation>
    </message>
    <message numerus="yes">
        <source>%n note(s) of missing files</source>
        <translation>
            <numerusform>%Ln 条缺失文件记录</numerusform>
        </translation>
    </message>
    <message>
        <source>They say which files the Hub does not have; they are written again.</source>
        <translation>记录 Hub 上不存在的文件，需要时会重新写入。</translation>
    </message>
    <message numerus="yes">
        <source>%n stale lock(s)</source>
        <translation>
            <numerusform>%Ln 个过期锁文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Empty files of downloads that ended.</source>
        <translation>已结束的下载留下的空文件。</translation>
    </message>
    <message>
        <source>Free space</source>
        <translation>释放空间</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Leftovers</source>
        <translation>残留数据</translation>
    </message>
    <message>
        <source>Keep it in the trash, so that it can be undone until that is emptied</source>
        <translation>保留在回收站中，清空之前可以撤销</translation>
    </message>
</context>
<context>
    <name>HistoryChart</name>
    <message>
        <source>Rate, last 14 days</source>
        <translation>近 14 天的速度</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>peak {rate}</source>
        <translation>峰值 {rate}</translation>
    </message>
    <message>
        <source>nothing came</source>
        <translation>无数据</translation>
    </message>
    <message>
        <source>What is measured is kept, and drawn here day by day</source>
        <translation>测速结果会被保留，并逐日绘制在此</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>A repo is written like org/name, or dataset/org/name.</source>
        <translation>仓库应写成 org/name 或 dataset/org/name。</translation>
    </message>
    <message>
        <source>Every file is hashed and compared; the folder stays as it is.</source>
        <translation>每个文件都会计算哈希并比对；文件夹保持原样。</translation>
    </message>
    <message>
        <source>Import a folder</source>
        <translation>导入文件夹</translation>
    </message>
    <message>
        <source>A folder that was exported, or downloaded with --local-dir, becomes a repo of the cache.</source>
        <translation>将导出的文件夹，或用 --local-dir 下载的文件夹，变为缓存中的仓库。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>As</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name of the repo</source>
        <translation>仓库名称</translation>
    </message>
    <message>
        <source>org/name — empty: as the folder says itself</source>
        <translation>org/name；留空则以文件夹自身的记录为准</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
</context>
<context>
    <name>InUseWords</name>
    <message>
        <source>process {pid}, {command}: uses {repo}</source>
        <translation>进程 {pid}（{command}）：正在使用 {repo}</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %Ln 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message numerus="yes">
        <source>%n detached</source>
        <translation>
            <numerusform>%n 个游离</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation>
            <numerusform>%Ln 个 token</numerusform>
        </translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>已选</translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s)</source>
        <translation>
            <numerusform>%Ln 个仓库</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them need(s) a look</source>
        <translation>
            <numerusform>其中 %n 个需要留意</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} shared</source>
        <translation>{size} 为共享</translation>
    </message>
    <message>
        <source>or more: some is shared</source>
        <translation>或更多：部分为共享</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>About</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Fetches just what is wrong or missing</source>
        <translation>仅重新下载损坏或缺失的部分</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Back to the table</source>
        <translation>返回列表</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>简介</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Deleting frees</source>
        <translation>删除可释放</translation>
    </message>
    <message>
        <source>In an archive</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>Last read</source>
        <translation>最近读取</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Revisions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务类型</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Base model</source>
        <translation>基础模型</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>框架</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Variants</source>
        <translation>变体</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
</context>
<context>
    <name>JobCard</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message>
        <source>Verify {subject}</source>
        <translation>校验 {subject}</translation>
    </message>
    <message>
        <source>Verify the whole cache</source>
        <translation>校验整个缓存</translation>
    </message>
    <message>
        <source>Delete {subject}</source>
        <translation>删除 {subject}</translation>
    </message>
    <message numerus="yes">
        <source>Verify %Ln repo(s)</source>
        <translation>
            <numerusform>校验 %Ln 个仓库</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln item(s)</source>
        <translation>
            <numerusform>删除 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Download {subject}</source>
        <translation>下载 {subject}</translation>
    </message>
    <message>
        <source>Repair {subject}</source>
        <translation>修复 {subject}</translation>
    </message>
    <message numerus="yes">
        <source>Measure %Ln mirror(s)</source>
        <translation>
            <numerusform>测量 %Ln 个镜像</numerusform>
        </translation>
    </message>
    <message>
        <source>Measure all mirrors</source>
        <translation>测量所有镜像</translation>
    </message>
    <message>
        <source>Clean up the cache</source>
        <translation>清理缓存</translation>
    </message>
    <message>
        <source>Empty the trash</source>
        <translation>清空回收站</translation>
    </message>
    <message>
        <source>Join duplicate files</source>
        <translation>合并重复文件</translation>
    </message>
    <message>
        <source>Move the cache to {subject}</source>
        <translation>将缓存迁移到 {subject}</translation>
    </message>
    <message>
        <source>Move the cache</source>
        <translation>迁移缓存</translation>
    </message>
    <message>
        <source>Empty Hubkeep&apos;s trash</source>
        <translation>清空 Hubkeep 的回收站内容</translation>
    </message>
    <message>
        <source>Put back {subject}</source>
        <translation>恢复 {subject}</translation>
    </message>
    <message>
        <source>Put back what was deleted</source>
        <translation>恢复已删除的内容</translation>
    </message>
    <message>
        <source>Archive {subject}</source>
        <translation>归档 {subject}</translation>
    </message>
    <message numerus="yes">
        <source>Archive %Ln repo(s)</source>
        <translation>
            <numerusform>归档 %Ln 个仓库</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore {subject}</source>
        <translation>恢复 {subject}</translation>
    </message>
    <message numerus="yes">
        <source>Restore %Ln repo(s)</source>
        <translation>
            <numerusform>恢复 %Ln 个仓库</numerusform>
        </translation>
    </message>
    <message>
        <source>Freeze {subject}</source>
        <translation>冻结 {subject}</translation>
    </message>
    <message numerus="yes">
        <source>Freeze %Ln repo(s)</source>
        <translation>
            <numerusform>冻结 %Ln 个仓库</numerusform>
        </translation>
    </message>
    <message>
        <source>Thaw {subject}</source>
        <translation>解冻 {subject}</translation>
    </message>
    <message numerus="yes">
        <source>Thaw %Ln repo(s)</source>
        <translation>
            <numerusform>解冻 %Ln 个仓库</numerusform>
        </translation>
    </message>
    <message>
        <source>Put right what leads to {subject}</source>
        <translation>修正指向 {subject} 的链接</translation>
    </message>
    <message>
        <source>Adopt what is in {subject}</source>
        <translation>接入 {subject} 中的内容</translation>
    </message>
    <message>
        <source>Delete {subject} from its archive</source>
        <translation>从归档中删除 {subject}</translation>
    </message>
    <message numerus="yes">
        <source>Delete %Ln repo(s) from their archive</source>
        <translation>
            <numerusform>从归档中删除 %Ln 个仓库</numerusform>
        </translation>
    </message>
    <message>
        <source>Export {subject}</source>
        <translation>导出 {subject}</translation>
    </message>
    <message>
        <source>Import {subject}</source>
        <translation>导入 {subject}</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message numerus="yes">
        <source>{done} of %Ln mirror(s)</source>
        <translation>
            <numerusform>{done} / %Ln 个镜像</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{done} of %Ln file(s)</source>
        <translation>
            <numerusform>{done} / %Ln 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Tried again in {time}.</source>
        <translation>{time}后重试。</translation>
    </message>
    <message numerus="yes">
        <source>{corrupt} corrupt and {missing} missing of %Ln file(s).</source>
        <translation>
            <numerusform>%Ln 个文件中，{corrupt} 个损坏，{missing} 个缺失。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) intact, {size} read.</source>
        <translation>
            <numerusform>%Ln 个文件完好，共读取 {size}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) could not be checked: nothing on disk says what they should be.</source>
        <translation>
            <numerusform>%Ln 个文件无法校验：磁盘上没有可供比对的信息。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) are frozen or in a bucket, and were not read.</source>
        <translation>
            <numerusform>%Ln 个文件已冻结或在存储桶中，未读取。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln duplicate(s) joined, {size} saved.</source>
        <translation>
            <numerusform>已合并 %Ln 组重复文件，节省 {size}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln duplicate(s) found; joining them saves {size}.</source>
        <translation>
            <numerusform>发现 %Ln 组重复文件，合并可节省 {size}。</numerusform>
        </translation>
    </message>
    <message>
        <source>{moved} moved to {where}, {freed} freed.</source>
        <translation>已将 {moved} 移到 {where}，腾出 {freed}。</translation>
    </message>
    <message>
        <source>{moved} are back in the cache.</source>
        <translation>{moved} 已移回缓存。</translation>
    </message>
    <message>
        <source>{moved} compressed, {freed} freed.</source>
        <translation>已压缩 {moved}，腾出 {freed}。</translation>
    </message>
    <message>
        <source>{moved} can be read again.</source>
        <translation>{moved} 已恢复为可读。</translation>
    </message>
    <message>
        <source>Every link leads to {where} again.</source>
        <translation>所有链接都已重新指向 {where}。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln repo(s) of {where} are in the cache now.</source>
        <translation>
            <numerusform>{where} 中的 %Ln 个仓库已接入缓存。</numerusform>
        </translation>
    </message>
    <message>
        <source>{freed} freed in {where}.</source>
        <translation>已在 {where} 腾出 {freed}。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) exported to {where}.</source>
        <translation>
            <numerusform>已将 %Ln 个文件导出到 {where}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) imported, {moved}.</source>
        <translation>
            <numerusform>已导入 %Ln 个文件，共 {moved}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Everything was here already: %Ln file(s), {size}.</source>
        <translation>
            <numerusform>已全部在本地：%Ln 个文件，{size}。</numerusform>
        </translation>
    </message>
    <message>
        <source>There was nothing to download.</source>
        <translation>没有需要下载的内容。</translation>
    </message>
    <message numerus="yes">
        <source>{size} from %Ln source(s) in {time}.</source>
        <translation>
            <numerusform>用时 {time}，从 %Ln 个来源下载 {size}。</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} were here before.</source>
        <translation>另有 {size} 原本已在本地。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s) mended, {size} fetched again.</source>
        <translation>
            <numerusform>已修复 %Ln 个文件，重新下载 {size}。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing had to be mended: {size} checked.</source>
        <translation>无需修复，已检查 {size}。</translation>
    </message>
    <message numerus="yes">
        <source>None of %Ln mirror(s) is of use.</source>
        <translation>
            <numerusform>%Ln 个镜像都不可用。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{able} of %Ln mirror(s) of use, best of all {best}.</source>
        <translation>
            <numerusform>%Ln 个镜像中 {able} 个可用，最好的是 {best}。</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} freed; {more} are in the trash until it is emptied.</source>
        <translation>已释放 {size}；另有 {more} 在回收站中，清空后释放。</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>{size} are back in place.</source>
        <translation>{size} 已恢复原处。</translation>
    </message>
    <message>
        <source>{size} moved to the trash; emptying it frees the space.</source>
        <translation>{size} 已移到回收站，清空后才会释放空间。</translation>
    </message>
    <message>
        <source>{size} freed.</source>
        <translation>已释放 {size}。</translation>
    </message>
    <message>
        <source>No duplicates found.</source>
        <translation>未发现重复文件。</translation>
    </message>
    <message>
        <source>{size} moved to {target}.</source>
        <translation>已将 {size} 迁移到 {target}。</translation>
    </message>
</context>
<context>
    <name>KeptModel</name>
    <message>
        <source>Repo</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Takes</source>
        <translation>占用</translation>
    </message>
    <message>
        <source>Last read</source>
        <translation>最近读取</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
</context>
<context>
    <name>KeptPane</name>
    <message numerus="yes">
        <source>Restore %n repo(s) ({size})</source>
        <translation>
            <numerusform>恢复 %n 个仓库（{size}）</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Archived repos</source>
        <translation>已归档的仓库</translation>
    </message>
    <message>
        <source>Nothing is archived yet</source>
        <translation>尚未归档任何内容</translation>
    </message>
    <message>
        <source>Tick models and choose a disk. Their big files move there, every program goes on loading them, and they come back whenever you like.</source>
        <translation>勾选模型并选择一块磁盘。大文件会移到那里，所有程序照常加载，随时可以移回。</translation>
    </message>
    <message>
        <source>Open an archive…</source>
        <translation>打开归档…</translation>
    </message>
</context>
<context>
    <name>LibraryActions</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Look into it</source>
        <translation>查看详情</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Archive…</source>
        <translation>归档…</translation>
    </message>
    <message>
        <source>Restore from the archive</source>
        <translation>从归档恢复</translation>
    </message>
    <message>
        <source>Export as a folder…</source>
        <translation>导出为文件夹…</translation>
    </message>
    <message>
        <source>Verify all repos</source>
        <translation>校验所有仓库</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Copy the lines that load it</source>
        <translation>复制加载代码</translation>
    </message>
    <message>
        <source>Free space…</source>
        <translation>释放空间…</translation>
    </message>
    <message>
        <source>Move the cache…</source>
        <translation>迁移缓存…</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>Library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>No cache yet</source>
        <translation>尚无缓存</translation>
    </message>
    <message>
        <source>The cache can&apos;t be read</source>
        <translation>缓存无法读取</translation>
    </message>
    <message>
        <source>Reading the disk…</source>
        <translation>正在读取磁盘…</translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s)</source>
        <translation>
            <numerusform>%Ln 个仓库</numerusform>
        </translation>
    </message>
    <message>
        <source>{size} on disk</source>
        <translation>占用 {size}</translation>
    </message>
    <message numerus="yes">
        <source>{size} not read for %n day(s)</source>
        <translation>
            <numerusform>{size} 超过 %n 天未读取</numerusform>
        </translation>
    </message>
    <message>
        <source>still reading</source>
        <translation>仍在读取</translation>
    </message>
    <message>
        <source>{shown} of {total} shown</source>
        <translation>显示 {shown} / {total}</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>已选 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>deleting frees {size}</source>
        <translation>删除可释放 {size}</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>没有匹配项</translation>
    </message>
    <message numerus="yes">
        <source>None of the %n repo(s) matches “{text}”.</source>
        <translation>
            <numerusform>%Ln 个仓库中没有与“{text}”匹配的项。</numerusform>
        </translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>There is no folder at {path}. It appears by itself with the first download of transformers, diffusers or any other program that uses the Hugging Face Hub. A cache elsewhere can be added in the settings.</source>
        <translation>{path} 处没有文件夹。transformers、diffusers 或其他使用 Hugging Face Hub 的程序首次下载后，它会自动出现。位于别处的缓存可以在设置中添加。</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>The cache is empty</source>
        <translation>缓存为空</translation>
    </message>
    <message>
        <source>{path} holds no repo. What programs download appears here by itself.</source>
        <translation>{path} 中没有仓库。程序下载的内容会自动显示在这里。</translation>
    </message>
    <message>
        <source>{size} can go without losing anything.</source>
        <translation>{size} 可以放心清理，不会丢失任何内容。</translation>
    </message>
    <message numerus="yes">
        <source>Found %n repo(s) in {path}. “Free space…” shows what can go.</source>
        <translation>
            <numerusform>在 {path} 中找到 %Ln 个仓库。点击“释放空间…”查看可以清理的内容。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Verifying %n repo(s). Activity shows how far it is.</source>
        <translation>
            <numerusform>正在校验 %Ln 个仓库，进度见“任务”。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repairing %n repo(s). Downloads shows how far it is.</source>
        <translation>
            <numerusform>正在修复 %n 个仓库，进度见“下载”。</numerusform>
        </translation>
    </message>
    <message>
        <source>Verifying everything. Activity shows how far it is.</source>
        <translation>正在校验全部内容，进度见“任务”。</translation>
    </message>
    <message>
        <source>Copied {text}</source>
        <translation>已复制 {text}</translation>
    </message>
    <message>
        <source>Cancelled. What was done so far stays as it is.</source>
        <translation>已取消。此前已完成的部分保持不变。</translation>
    </message>
    <message>
        <source>Everything is back where it was.</source>
        <translation>全部内容已恢复原处。</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are now stored once; that freed {size}.</source>
        <translation>
            <numerusform>%Ln 个文件现在只存一份，已释放 {size}。</numerusform>
        </translation>
    </message>
    <message>
        <source>The cache is now at {path}.</source>
        <translation>缓存现位于 {path}。</translation>
    </message>
    <message>
        <source>Freed {size}.</source>
        <translation>已释放 {size}。</translation>
    </message>
    <message>
        <source>{size} are in the trash. “Free space…” empties it.</source>
        <translation>{size} 已移到回收站，可在“释放空间…”中清空。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Nothing of {repo} had to be mended.</source>
        <translation>{repo} 无需修复。</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) of {repo} mended, {size} fetched.</source>
        <translation>
            <numerusform>已修复 {repo} 的 %n 个文件，下载 {size}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) did not pass.</source>
        <translation>
            <numerusform>%Ln 个文件未通过校验。</numerusform>
        </translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>查看</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) verified, all intact.</source>
        <translation>
            <numerusform>已校验 %Ln 个文件，全部完好。</numerusform>
        </translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Search or filter…</source>
        <translation>搜索或筛选…</translation>
    </message>
    <message>
        <source>Search or filter</source>
        <translation>搜索或筛选</translation>
    </message>
    <message>
        <source>Words in the name, or:
type:model  state:broken  org:Qwen  dtype:bf16
size&gt;10GB  frees&gt;1GB  read&gt;90d  modified&lt;7d
-gguf  leaves out</source>
        <translation>输入名称中的关键词，或：
type:model  state:broken  org:Qwen  dtype:bf16
size&gt;10GB  frees&gt;1GB  read&gt;90d  modified&lt;7d
-gguf  表示排除</translation>
    </message>
    <message>
        <source>Table + map</source>
        <translation>列表 + 图</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>图</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Free space…</source>
        <translation>释放空间…</translation>
    </message>
</context>
<context>
    <name>LibraryTable</name>
    <message>
        <source>Repos</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>As they first were</source>
        <translation>恢复默认</translation>
    </message>
</context>
<context>
    <name>LibraryWords</name>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>dataset</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>space</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>kernel</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>no weights</source>
        <translation>无权重</translation>
    </message>
    <message numerus="yes">
        <source>%n variant(s)</source>
        <translation>
            <numerusform>%n 个变体</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n broken link(s)</source>
        <translation>
            <numerusform>%n 个失效链接</numerusform>
        </translation>
    </message>
    <message>
        <source>broken</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>archived</source>
        <translation>已归档</translation>
    </message>
    <message>
        <source>partly archived</source>
        <translation>部分归档</translation>
    </message>
    <message>
        <source>on disk {disk}, not connected</source>
        <translation>在磁盘 {disk} 上，未连接</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>已冻结</translation>
    </message>
    <message>
        <source>in a bucket</source>
        <translation>在存储桶中</translation>
    </message>
    <message>
        <source>not a repo</source>
        <translation>非仓库</translation>
    </message>
    <message>
        <source>intact</source>
        <translation>完好</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Nothing here tells when it was last read.</source>
        <translation>无法得知上次读取的时间。</translation>
    </message>
    <message>
        <source>This volume does not note when files are read, so nobody can tell.</source>
        <translation>此卷不记录文件的读取时间，因此无法得知。</translation>
    </message>
    <message>
        <source>{when}, to the day: this volume notes the first read of a day, not each one.</source>
        <translation>{when}，精确到天：此卷只记录每天的首次读取。</translation>
    </message>
    <message>
        <source>{size}; deleting it frees {frees}</source>
        <translation>{size}，删除可释放 {frees}</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Repo</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Frees</source>
        <translation>可释放</translation>
    </message>
    <message>
        <source>Last read</source>
        <translation>最近读取</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Revisions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>LimitsDialog</name>
    <message>
        <source>Limits of {repo}</source>
        <translation>{repo} 的限制</translation>
    </message>
    <message numerus="yes">
        <source>Limits of %n download(s)</source>
        <translation>
            <numerusform>%n 个下载的限制</numerusform>
        </translation>
    </message>
    <message>
        <source>They hold from now on, beside those of the whole queue.</source>
        <translation>立即生效，与整个队列的限制同时起作用。</translation>
    </message>
    <message>
        <source>Not faster than</source>
        <translation>速度上限</translation>
    </message>
    <message>
        <source>Connections to each source</source>
        <translation>每个源的连接数</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限速</translation>
    </message>
    <message>
        <source>as many as pay</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
</context>
<context>
    <name>ListFiles</name>
    <message>
        <source>Import mirrors</source>
        <translation>导入镜像</translation>
    </message>
    <message>
        <source>Export my mirrors</source>
        <translation>导出我的镜像</translation>
    </message>
    <message>
        <source>it is no list of mirrors</source>
        <translation>它不是镜像列表</translation>
    </message>
    <message>
        <source>The list was imported. Measure to see what its mirrors are worth.</source>
        <translation>列表已导入。测速后即可知道这些镜像是否可用。</translation>
    </message>
    <message>
        <source>Your mirrors are in {path}.</source>
        <translation>您的镜像已导出到 {path}。</translation>
    </message>
    <message>
        <source>{path} can&apos;t be used: {reason}. Choose another file.</source>
        <translation>无法使用 {path}：{reason}。请选择其他文件。</translation>
    </message>
</context>
<context>
    <name>MapPane</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>另外 %Ln 项</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s) too small for a cell</source>
        <translation>
            <numerusform>%Ln 个仓库太小，未单独显示</numerusform>
        </translation>
    </message>
    <message>
        <source>Map of the disk</source>
        <translation>磁盘占用图</translation>
    </message>
    <message>
        <source>By last read</source>
        <translation>按最近读取</translation>
    </message>
    <message>
        <source>By type</source>
        <translation>按类型</translation>
    </message>
    <message>
        <source>Coloured by last read</source>
        <translation>按最近读取时间着色</translation>
    </message>
    <message>
        <source>Coloured by type</source>
        <translation>按类型着色</translation>
    </message>
    <message>
        <source>read this week</source>
        <translation>本周读取</translation>
    </message>
    <message>
        <source>this month</source>
        <translation>一个月内</translation>
    </message>
    <message>
        <source>these 90 days</source>
        <translation>90 天内</translation>
    </message>
    <message>
        <source>longer ago</source>
        <translation>更早</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>in an archive</source>
        <translation>已归档</translation>
    </message>
</context>
<context>
    <name>MirrorsActions</name>
    <message>
        <source>Stop measuring</source>
        <translation>停止测速</translation>
    </message>
    <message>
        <source>Measure all</source>
        <translation>全部测速</translation>
    </message>
    <message>
        <source>Check a repo</source>
        <translation>检查仓库</translation>
    </message>
    <message>
        <source>Use everywhere…</source>
        <translation>全局使用…</translation>
    </message>
    <message>
        <source>Mirror for this room…</source>
        <translation>本地网络镜像…</translation>
    </message>
    <message>
        <source>Add a mirror…</source>
        <translation>添加镜像…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Export mine…</source>
        <translation>导出我的镜像…</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>使用此镜像</translation>
    </message>
    <message>
        <source>Measure this one</source>
        <translation>只测此镜像</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>复制地址</translation>
    </message>
</context>
<context>
    <name>MirrorsPage</name>
    <message>
        <source>Mirrors</source>
        <translation>镜像</translation>
    </message>
    <message numerus="yes">
        <source>Which of %n mirror(s) serve(s) you?</source>
        <translation>
            <numerusform>%n 个镜像中，哪些能为您所用？</numerusform>
        </translation>
    </message>
    <message>
        <source>Many guides recommend mirrors that are dead, stale, or hand over to a host that is blocked. Measuring takes half a minute and at most 64 MB from each.</source>
        <translation>许多教程推荐的镜像已经停用、内容陈旧，或者会转到无法访问的主机。测速约需半分钟，每个镜像最多下载 64 MB。</translation>
    </message>
    <message>
        <source>Measure now</source>
        <translation>立即测速</translation>
    </message>
    <message>
        <source>A repo is written like org/name.</source>
        <translation>仓库应写成 org/name 的形式。</translation>
    </message>
    <message>
        <source>Check it</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测速</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>{name} is no longer in the list.</source>
        <translation>{name} 已从列表中移除。</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>放回</translation>
    </message>
    <message>
        <source>Check a repo…</source>
        <translation>检查仓库…</translation>
    </message>
    <message>
        <source>A repo to measure with</source>
        <translation>用于测速的仓库</translation>
    </message>
    <message>
        <source>As org/name: measure with it, and see which of its files each mirror has</source>
        <translation>填写 org/name：用它测速，并查看各镜像有其中哪些文件</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More about mirrors</source>
        <translation>镜像的更多操作</translation>
    </message>
    <message>
        <source>Use everywhere…</source>
        <translation>全局使用…</translation>
    </message>
</context>
<context>
    <name>MirrorsWords</name>
    <message>
        <source>No mirrors are known yet</source>
        <translation>尚无已知的镜像</translation>
    </message>
    <message numerus="yes">
        <source>{good} of %n serve(s) you</source>
        <translation>
            <numerusform>%n 个中 {good} 个可用</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n mirror(s), none measured yet</source>
        <translation>
            <numerusform>%n 个镜像，尚未测速</numerusform>
        </translation>
    </message>
    <message>
        <source>measured {when} with {repo}</source>
        <translation>{when}以 {repo} 测得</translation>
    </message>
    <message>
        <source>measured {when}</source>
        <translation>{when}测得</translation>
    </message>
    <message numerus="yes">
        <source>Measuring: %n to go</source>
        <translation>
            <numerusform>正在测速：还剩 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在测速</translation>
    </message>
    <message>
        <source>with {repo}</source>
        <translation>以 {repo} 测速</translation>
    </message>
    <message>
        <source>{rate} from {name}</source>
        <translation>{name} {rate}</translation>
    </message>
    <message>
        <source>working it out</source>
        <translation>正在汇总</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>{time} ago</source>
        <translation>{time}前</translation>
    </message>
    <message>
        <source>automatic → {host}</source>
        <translation>自动 → {host}</translation>
    </message>
    <message>
        <source>always {host}</source>
        <translation>固定使用 {host}</translation>
    </message>
    <message>
        <source>using {host}</source>
        <translation>使用 {host}</translation>
    </message>
    <message>
        <source>Downloads ask whoever was measured best, now {host}. They change only where another one is clearly better or this one fails, and what a mirror lacks comes from the official one.</source>
        <translation>下载使用测速最佳的镜像，目前是 {host}。只有在其他镜像明显更好或当前镜像出错时才会切换；镜像缺少的文件从官方获取。</translation>
    </message>
    <message>
        <source>Downloads ask huggingface.co alone, however slow it is.</source>
        <translation>下载只使用 huggingface.co，即使它很慢。</translation>
    </message>
    <message>
        <source>Downloads ask {host} first even when another one is better. What it lacks comes from the official one.</source>
        <translation>即使其他镜像更好，下载也优先使用 {host}。它缺少的文件从官方获取。</translation>
    </message>
    <message>
        <source>Nothing was chosen here, so downloads ask {host}, as HF_ENDPOINT or the settings say.</source>
        <translation>此处未作选择，下载按 HF_ENDPOINT 或设置使用 {host}。</translation>
    </message>
    <message>
        <source>Nothing was chosen yet, so downloads ask huggingface.co.</source>
        <translation>尚未选择，下载使用 huggingface.co。</translation>
    </message>
    <message>
        <source>HF_ENDPOINT is written for your shells</source>
        <translation>HF_ENDPOINT 已写入 shell</translation>
    </message>
    <message numerus="yes">
        <source>{told}; %n running program(s) still use(s) the old value</source>
        <translation>
            <numerusform>{told}；%n 个运行中的程序仍在使用旧值</numerusform>
        </translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>reaching</source>
        <translation>连接中</translation>
    </message>
    <message>
        <source>asking</source>
        <translation>查询中</translation>
    </message>
    <message>
        <source>receiving</source>
        <translation>接收中</translation>
    </message>
    <message>
        <source>comparing</source>
        <translation>比对中</translation>
    </message>
    <message>
        <source>origin</source>
        <translation>源站</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>落后</translation>
    </message>
    <message>
        <source>latest</source>
        <translation>最新</translation>
    </message>
    <message>
        <source>official</source>
        <translation>官方</translation>
    </message>
    <message>
        <source>local</source>
        <translation>本地</translation>
    </message>
    <message>
        <source>yours</source>
        <translation>自有</translation>
    </message>
    <message>
        <source>gets your token</source>
        <translation>会收到您的令牌</translation>
    </message>
    <message>
        <source>asked first</source>
        <translation>首选</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>given up, as was last known in {when}</source>
        <translation>已停用（截至 {when}）</translation>
    </message>
    <message>
        <source>given up</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>name</source>
        <translation>域名解析</translation>
    </message>
    <message>
        <source>connection</source>
        <translation>建立连接</translation>
    </message>
    <message>
        <source>encryption</source>
        <translation>加密握手</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>接口响应</translation>
    </message>
    <message>
        <source>first byte</source>
        <translation>首字节</translation>
    </message>
    <message>
        <source>has no use for a token</source>
        <translation>不使用令牌</translation>
    </message>
    <message>
        <source>wants a token of its own</source>
        <translation>需要自己的令牌</translation>
    </message>
    <message>
        <source>passes a token on to the Hub</source>
        <translation>会将令牌转发给 Hub</translation>
    </message>
    <message>
        <source>gets your token, as the one that gave it</source>
        <translation>令牌由它签发，会发送给它</translation>
    </message>
    <message>
        <source>yours is sent to it</source>
        <translation>会发送您的令牌</translation>
    </message>
    <message>
        <source>yours is never sent to it</source>
        <translation>不会发送您的令牌</translation>
    </message>
    <message numerus="yes">
        <source>{failed} of %n failed</source>
        <translation>
            <numerusform>%n 次中失败 {failed} 次</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n measured, none failed</source>
        <translation>
            <numerusform>测速 %n 次，无失败</numerusform>
        </translation>
    </message>
    <message>
        <source>left alone after failures, asked again in {time}</source>
        <translation>因故障暂不使用，{time}后重试</translation>
    </message>
    <message>
        <source>place {n}</source>
        <translation>第 {n} 位</translation>
    </message>
    <message>
        <source>not asked by itself</source>
        <translation>不会自动使用</translation>
    </message>
    <message>
        <source>bytes are right</source>
        <translation>数据正确</translation>
    </message>
    <message>
        <source>bytes are wrong</source>
        <translation>数据有误</translation>
    </message>
    <message>
        <source>an older one</source>
        <translation>旧提交</translation>
    </message>
    <message>
        <source>the newest</source>
        <translation>最新</translation>
    </message>
    <message numerus="yes">
        <source>%n commit(s) behind</source>
        <translation>
            <numerusform>落后 %n 个提交</numerusform>
        </translation>
    </message>
    <message>
        <source>resumes</source>
        <translation>支持续传</translation>
    </message>
    <message>
        <source>can&apos;t resume</source>
        <translation>不支持续传</translation>
    </message>
    <message>
        <source>Xet works</source>
        <translation>Xet 可用</translation>
    </message>
    <message>
        <source>Xet is broken</source>
        <translation>Xet 故障</translation>
    </message>
    <message>
        <source>no Xet</source>
        <translation>无 Xet</translation>
    </message>
    <message>
        <source>gives gated repos away</source>
        <translation>未经许可即提供受限仓库</translation>
    </message>
    <message>
        <source>asks for a login for gated repos</source>
        <translation>受限仓库需登录</translation>
    </message>
    <message>
        <source>refuses gated repos</source>
        <translation>拒绝受限仓库</translation>
    </message>
    <message numerus="yes">
        <source>%n request(s)</source>
        <translation>
            <numerusform>%n 次请求</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{failed} of %n request(s) failed</source>
        <translation>
            <numerusform>%n 次请求中失败 {failed} 次</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{here} of %n file(s) of {repo}</source>
        <translation>
            <numerusform>{repo} 的 %n 个文件中有 {here} 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>all %n file(s) of {repo}</source>
        <translation>
            <numerusform>{repo} 的全部 %n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>a day of the year in Qt&apos;s letters</comment>
        <translation>M月d日</translation>
    </message>
</context>
<context>
    <name>MovesList</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Repos that could move</source>
        <translation>可以移动的仓库</translation>
    </message>
    <message>
        <source>Repo</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Last read</source>
        <translation>最近读取</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
</context>
<context>
    <name>MovesPane</name>
    <message>
        <source>This volume does not note when files are read: the biggest come first.</source>
        <translation>此卷不记录文件的读取时间，因此按大小排列。</translation>
    </message>
    <message>
        <source>Select none</source>
        <translation>取消全选</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Tick what shall go. Programs go on loading it, from the other disk.</source>
        <translation>勾选要移走的内容。程序会照常从另一块磁盘加载。</translation>
    </message>
    <message>
        <source>Choose where to: a folder on another disk, or a bucket.</source>
        <translation>请选择目标：另一块磁盘上的文件夹，或存储桶。</translation>
    </message>
    <message>
        <source>Looking at what would move…</source>
        <translation>正在查看将移动的内容…</translation>
    </message>
    <message>
        <source>In use right now, so it can&apos;t move. Stop it first, or leave it out:</source>
        <translation>正在使用，无法移动。请先停止相关程序，或将其排除：</translation>
    </message>
    <message>
        <source>That is the same disk as the cache&apos;s: moving frees nothing there.</source>
        <translation>目标与缓存在同一块磁盘上：移动不会腾出空间。</translation>
    </message>
    <message>
        <source>From a bucket programs can&apos;t load it until it is restored.</source>
        <translation>移到存储桶后，恢复之前程序无法加载。</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>已固定</translation>
    </message>
    <message>
        <source>stays</source>
        <translation>不移动</translation>
    </message>
    <message>
        <source>{size} stay</source>
        <translation>{size} 不移动</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Reading the disk…</source>
        <translation>正在读取磁盘…</translation>
    </message>
    <message>
        <source>Nothing is left to move</source>
        <translation>没有可移动的内容</translation>
    </message>
    <message>
        <source>What is big in this cache is archived already, or there is nothing big in it.</source>
        <translation>此缓存中的大文件都已归档，或者本来就没有大文件。</translation>
    </message>
    <message>
        <source>What would move</source>
        <translation>将移动的内容</translation>
    </message>
    <message>
        <source>Not read for</source>
        <translation>未读取时间超过</translation>
    </message>
    <message>
        <source>days</source>
        <translation>天</translation>
    </message>
    <message>
        <source>Not read for so many days</source>
        <translation>未读取的天数</translation>
    </message>
    <message>
        <source>To</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Leave it out</source>
        <translation>排除</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>NoticesDialog</name>
    <message>
        <source>Open-source notices</source>
        <translation>开源许可声明</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>OfferWords</name>
    <message>
        <source>{size} · here</source>
        <translation>{size} · 已有</translation>
    </message>
    <message>
        <source>{size} · {part} here</source>
        <translation>{size} · 已有 {part}</translation>
    </message>
</context>
<context>
    <name>OptionsPane</name>
    <message>
        <source>All that have it: {hosts}</source>
        <translation>所有可用来源：{hosts}</translation>
    </message>
    <message>
        <source>All that have it</source>
        <translation>所有可用来源</translation>
    </message>
    <message>
        <source>{host} alone</source>
        <translation>仅 {host}</translation>
    </message>
    <message>
        <source>Only files like</source>
        <translation>仅包含</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Not faster than</source>
        <translation>速度上限</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>连接数</translation>
    </message>
    <message>
        <source>Patterns with spaces between them; * stands for anything, folders too.</source>
        <translation>多个通配符之间用空格分隔；* 匹配任意内容，包括文件夹。</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限速</translation>
    </message>
    <message>
        <source>as many as pay</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>To each source</source>
        <translation>每个来源</translation>
    </message>
    <message>
        <source>Start now, whatever else waits</source>
        <translation>立即开始，不排队</translation>
    </message>
</context>
<context>
    <name>OutlookWords</name>
    <message>
        <source>None of them can be reached, huggingface.co included: this machine seems to be offline, or a firewall or proxy stands in the way. Look at the network, then measure again.</source>
        <translation>所有镜像（包括 huggingface.co）都无法访问：此计算机可能已离线，或被防火墙、代理阻挡。请检查网络后重新测速。</translation>
    </message>
    <message>
        <source>No secure connection can be made from here to any of them: the clock of this machine is wrong, or a login page or a filter stands between. Put that right, then measure again.</source>
        <translation>从这里无法与任何一个镜像建立安全连接：此计算机的时钟不准，或被登录页面、过滤设备拦截。请先排除这些问题，再重新测速。</translation>
    </message>
    <message>
        <source>None of them serves you now. Try again later, add a mirror of your own, or set up one for this room on a machine that reaches the Hub.</source>
        <translation>目前没有可用的镜像。请稍后重试、添加自己的镜像，或在能访问 Hub 的计算机上搭建本地网络镜像。</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message numerus="yes">
        <source>for %n day(s)</source>
        <translation>
            <numerusform>超过 %n 天</numerusform>
        </translation>
    </message>
    <message>
        <source>of {size}</source>
        <translation>共 {size}</translation>
    </message>
    <message>
        <source>This volume does not note when files are read.</source>
        <translation>此卷不记录文件的读取时间。</translation>
    </message>
    <message>
        <source>This volume notes reads to the day, so last reads are given with ≈.</source>
        <translation>此卷的读取时间只精确到天，因此以 ≈ 标示。</translation>
    </message>
    <message>
        <source>The cache</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>Select a repo to see what it is, where it lies and what it frees.</source>
        <translation>选择一个仓库，查看它是什么、位于何处以及可释放多少空间。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Datasets</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Spaces</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>Kernels</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>Not the Hub&apos;s</source>
        <translation>非 Hub 内容</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>磁盘占用</translation>
    </message>
    <message>
        <source>Not read</source>
        <translation>未读取</translation>
    </message>
    <message>
        <source>Leftovers</source>
        <translation>残留数据</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>剩余空间</translation>
    </message>
    <message>
        <source>Where it is</source>
        <translation>位置</translation>
    </message>
</context>
<context>
    <name>PlaceDialog</name>
    <message>
        <source>Archive to a folder</source>
        <translation>归档到文件夹</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>A folder on another disk. It is made where there is none.</source>
        <translation>另一块磁盘上的文件夹；不存在时会自动创建。</translation>
    </message>
    <message>
        <source>Open an archive</source>
        <translation>打开归档</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>The folder of an archive that was filled elsewhere, or s3://bucket/prefix. What is in it appears in this cache as links; nothing is copied.</source>
        <translation>在别处存入内容的归档文件夹，或 s3://bucket/prefix。其中的内容会以链接形式出现在此缓存中，不复制任何数据。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
</context>
<context>
    <name>PlaceField</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
</context>
<context>
    <name>PoliciesPane</name>
    <message>
        <source>Add a policy…</source>
        <translation>添加策略…</translation>
    </message>
    <message>
        <source>No policy yet</source>
        <translation>尚无策略</translation>
    </message>
    <message>
        <source>A policy says what shall leave the cache: not read for so long, bigger than so much, when the disk gets full. It shows what it would move before it moves anything.</source>
        <translation>策略决定哪些内容应离开缓存：多久未读取、多大、磁盘将满时。移动之前会先列出将移动的内容。</translation>
    </message>
</context>
<context>
    <name>PolicyDialog</name>
    <message>
        <source>Not read for long</source>
        <translation>长期未读取</translation>
    </message>
    <message>
        <source>Choose where to.</source>
        <translation>请选择目标。</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>请起一个名称。</translation>
    </message>
    <message>
        <source>Another policy has that name.</source>
        <translation>已有同名的策略。</translation>
    </message>
    <message>
        <source>Looking at what it would move…</source>
        <translation>正在查看它将移动的内容…</translation>
    </message>
    <message>
        <source>Just now it would move nothing.</source>
        <translation>目前不会移动任何内容。</translation>
    </message>
    <message numerus="yes">
        <source>Just now it would move %n repo(s) and free {size}: {names}</source>
        <translation>
            <numerusform>目前将移动 %n 个仓库，腾出 {size}：{names}</numerusform>
        </translation>
    </message>
    <message>
        <source>Add a policy</source>
        <translation>添加策略</translation>
    </message>
    <message>
        <source>Edit a policy</source>
        <translation>编辑策略</translation>
    </message>
    <message>
        <source>What all of these say shall leave the cache. Pinned repos never do.</source>
        <translation>同时满足以下条件的内容将离开缓存。已固定的仓库不受影响。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>To</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Not read for</source>
        <translation>未读取时间超过</translation>
    </message>
    <message>
        <source>Larger than</source>
        <translation>大于</translation>
    </message>
    <message>
        <source>Only below free</source>
        <translation>仅当剩余低于</translation>
    </message>
    <message>
        <source>Named like</source>
        <translation>名称匹配</translation>
    </message>
    <message>
        <source>But not</source>
        <translation>但排除</translation>
    </message>
    <message>
        <source> days</source>
        <translation> 天</translation>
    </message>
    <message>
        <source>any size</source>
        <translation>不限大小</translation>
    </message>
    <message>
        <source>at any time</source>
        <translation>任何时候</translation>
    </message>
    <message>
        <source>Not read for so many days</source>
        <translation>未读取的天数</translation>
    </message>
    <message>
        <source>Larger than so many gigabytes</source>
        <translation>大于多少 GB</translation>
    </message>
    <message>
        <source>Only while fewer gigabytes are free</source>
        <translation>仅当剩余空间少于多少 GB 时</translation>
    </message>
    <message>
        <source>Named like these patterns</source>
        <translation>名称匹配这些模式</translation>
    </message>
    <message>
        <source>Qwen/*, dataset/* — empty: all</source>
        <translation>Qwen/*, dataset/*；留空则为全部</translation>
    </message>
    <message>
        <source>But not named like these patterns</source>
        <translation>但名称不匹配这些模式</translation>
    </message>
    <message>
        <source>Compress it there (programs can&apos;t load it until it is thawed)</source>
        <translation>在归档中压缩（解冻之前程序无法加载）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>PolicyLine</name>
    <message>
        <source>{what} → {where}</source>
        <translation>{what} → {where}</translation>
    </message>
    <message>
        <source>What would move</source>
        <translation>将移动的内容</translation>
    </message>
    <message>
        <source>Tick what {name} would move</source>
        <translation>勾选 {name} 将移动的内容</translation>
    </message>
    <message>
        <source>Edit {name}</source>
        <translation>编辑 {name}</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>删除 {name}</translation>
    </message>
</context>
<context>
    <name>PresetRows</name>
    <message>
        <source>Everything</source>
        <translation>全部文件</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Recommended: {choice}</source>
        <translation>推荐：{choice}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>all here</source>
        <translation>均已在本地</translation>
    </message>
    <message>
        <source>{size} to fetch</source>
        <translation>需下载 {size}</translation>
    </message>
    <message>
        <source>What to download</source>
        <translation>下载内容</translation>
    </message>
    <message>
        <source>By pattern</source>
        <translation>按通配符</translation>
    </message>
    <message>
        <source>Picked by hand</source>
        <translation>手动选择</translation>
    </message>
</context>
<context>
    <name>Problem</name>
    <message>
        <source>{path}: {reason}.</source>
        <translation>{path}：{reason}。</translation>
    </message>
    <message>
        <source>{path} is not there any more. Refresh and try again.</source>
        <translation>{path} 已不存在。请刷新后重试。</translation>
    </message>
    <message>
        <source>{path}: permission denied. Check who owns it, or run Hubkeep as that user.</source>
        <translation>{path}：权限不足。请检查其所有者，或以该用户身份运行 Hubkeep。</translation>
    </message>
    <message>
        <source>{path} is on a volume mounted read-only. Remount it writable and try again.</source>
        <translation>{path} 所在的卷以只读方式挂载。请重新挂载为可写后重试。</translation>
    </message>
    <message>
        <source>{path}: the disk is full. Free some space and try again; nothing was lost.</source>
        <translation>{path}：磁盘已满。请释放一些空间后重试，数据没有丢失。</translation>
    </message>
    <message>
        <source>{path}: your disk quota is used up. Free some space and try again; nothing was lost.</source>
        <translation>{path}：磁盘配额已用完。请释放一些空间后重试，数据没有丢失。</translation>
    </message>
    <message>
        <source>{path} is kept locked by another program. Close it and try again.</source>
        <translation>{path} 被其他程序锁定。请关闭该程序后重试。</translation>
    </message>
    <message>
        <source>{path} can&apos;t be used ({reason}). Check its folder&apos;s permissions and free space.</source>
        <translation>{path} 无法使用（{reason}）。请检查所在文件夹的权限和剩余空间。</translation>
    </message>
    <message>
        <source>The engine was not greeted; it is started by the Hubkeep window, not by hand.</source>
        <translation>引擎没有收到握手消息：它应由 Hubkeep 窗口启动，而不是手动运行。</translation>
    </message>
    <message>
        <source>The window is Hubkeep {theirs} and the engine {ours}. Update the older of the two.</source>
        <translation>窗口版本为 Hubkeep {theirs}，引擎版本为 {ours}。请更新较旧的一方。</translation>
    </message>
    <message>
        <source>A message was not understood ({reason}).</source>
        <translation>无法识别一条消息（{reason}）。</translation>
    </message>
    <message>
        <source>There is no job {job}. It may have been dismissed.</source>
        <translation>任务 {job} 不存在，可能已被清除。</translation>
    </message>
    <message>
        <source>This version of Hubkeep does not know how to do “{kind}”. A newer one left the job behind.</source>
        <translation>此版本的 Hubkeep 不支持“{kind}”任务，它由更新的版本留下。</translation>
    </message>
    <message>
        <source>Something went wrong inside Hubkeep ({what}). Nothing was lost; please report it.</source>
        <translation>Hubkeep 内部出错（{what}）。数据没有丢失，请反馈此问题。</translation>
    </message>
    <message>
        <source>{host} would be reached without encryption, so anyone on the way could read and change what comes. Write https:// in front; http:// is for your own network. If you insist, add it as a mirror, written plain+http://{host}: it is sent no login then.</source>
        <translation>访问 {host} 不会加密，途中任何人都能读取或篡改传来的内容。请在前面写 https://；http:// 只用于自己的网络。如果坚持要用，请把它添加为镜像，写成 plain+http://{host}：此时不会向它发送登录信息。</translation>
    </message>
    <message>
        <source>This is no token: it is empty, or holds spaces or signs that no token has. Copy it again from the site&apos;s settings. For a mirror with a login, write name:password.</source>
        <translation>这不是令牌：它是空的，或含有空格等令牌中不会出现的字符。请从网站的设置页重新复制。对于需要登录的镜像，请写“用户名:密码”。</translation>
    </message>
    <message>
        <source>{path}: {missing:size} more are needed for this download. Free some space: what is here is kept, and in the queue it goes on by itself.</source>
        <translation>{path}：此下载还缺少 {missing:size} 空间。请释放一些空间；已下载的部分会保留，队列中的下载会自动继续。</translation>
    </message>
    <message>
        <source>{path}: the disk has filled up, and {missing:size} more are needed for this download. Free some space: what is here is kept, and in the queue it goes on by itself.</source>
        <translation>{path}：磁盘已满，此下载还缺少 {missing:size} 空间。请释放一些空间；已下载的部分会保留，队列中的下载会自动继续。</translation>
    </message>
    <message>
        <source>{path} has {free:size} free, and the mirror may fill {wanted:size}. Free some space, or let it keep less.</source>
        <translation>{path} 剩余 {free:size}，而镜像最多会占用 {wanted:size}。请释放一些空间，或让它少保留一些。</translation>
    </message>
    <message>
        <source>{what} is no repo name. Write org/name, or dataset/org/name and the like.</source>
        <translation>{what} 不是仓库名称。请写成 org/name 或 dataset/org/name 等形式。</translation>
    </message>
    <message>
        <source>{what} is not in this cache. “hubkeep ls” shows what is.</source>
        <translation>此缓存中没有 {what}。运行“hubkeep ls”可查看已有内容。</translation>
    </message>
    <message>
        <source>No cache is open. Choose a folder first.</source>
        <translation>尚未打开缓存。请先选择文件夹。</translation>
    </message>
    <message>
        <source>{path} is outside the cache, so it is left alone.</source>
        <translation>{path} 位于缓存之外，不会改动。</translation>
    </message>
    <message>
        <source>{path} is no repo of the Hub, so Hubkeep leaves it alone. Remove it in your file manager.</source>
        <translation>{path} 不是 Hub 仓库，Hubkeep 不会改动它。请在文件管理器中删除。</translation>
    </message>
    <message>
        <source>{repo} is in use by process {pid} ({command}). End it first; nothing was removed.</source>
        <translation>{repo} 正被进程 {pid}（{command}）使用。请先结束该进程，目前未删除任何内容。</translation>
    </message>
    <message>
        <source>{path} is not in the trash any more, so it can&apos;t come back.</source>
        <translation>{path} 已不在回收站中，无法恢复。</translation>
    </message>
    <message>
        <source>{path} is in use by a download. Wait for it to end, then try again.</source>
        <translation>{path} 正被下载任务使用。请等待下载结束后重试。</translation>
    </message>
    <message>
        <source>{target} and {source} lie in one another. Choose a folder outside the cache.</source>
        <translation>{target} 与 {source} 存在包含关系。请选择缓存之外的文件夹。</translation>
    </message>
    <message>
        <source>{target} is not an empty folder. Choose an empty or a new one.</source>
        <translation>{target} 不是空文件夹。请选择空文件夹或新建一个。</translation>
    </message>
    <message>
        <source>{target} is a link that programs may still use. Remove it first, or choose a folder beside it.</source>
        <translation>{target} 是一个链接，可能仍有程序在使用。请先移除它，或选择旁边的其他文件夹。</translation>
    </message>
    <message>
        <source>{source} is a mounted volume itself and can&apos;t be renamed. Mount the new disk there instead.</source>
        <translation>{source} 本身是挂载点，无法重命名。请改为将新磁盘挂载到此处。</translation>
    </message>
    <message>
        <source>{target} has {free} bytes free and {needed} are needed. Free some space there first.</source>
        <translation>{target} 剩余 {free} 字节，需要 {needed} 字节。请先在该处释放空间。</translation>
    </message>
    <message>
        <source>{path} reads back otherwise than it was written: the target disk is not reliable. The old cache is untouched.</source>
        <translation>{path} 写入后读出的内容不一致：目标磁盘不可靠。原缓存未受影响。</translation>
    </message>
    <message>
        <source>{path} can&apos;t be read ({reason}). Check its permissions.</source>
        <translation>{path} 无法读取（{reason}）。请检查其权限。</translation>
    </message>
    <message>
        <source>Job {job} is finished. Retry it to do it again.</source>
        <translation>任务 {job} 已结束。如需再次执行，请重试。</translation>
    </message>
    <message>
        <source>{path}: its volume, or a limit of the system, allows no file so large. Choose a folder on another volume.</source>
        <translation>{path}：所在的卷或系统限制不允许这么大的文件，请改用其他卷上的文件夹。</translation>
    </message>
    <message>
        <source>Job {job} was told and is not there yet. Look again with “hubkeep jobs”.</source>
        <translation>已通知任务 {job}，但尚未生效。请用“hubkeep jobs”再次查看。</translation>
    </message>
    <message>
        <source>Waits for its turn, and begins by itself.</source>
        <translation>正在排队，轮到时会自动开始。</translation>
    </message>
    <message>
        <source>Waits until job {job} on the same cache is done, and begins by itself.</source>
        <translation>正在等待同一缓存上的任务 {job} 完成，之后会自动开始。</translation>
    </message>
    <message>
        <source>The whole queue is paused. Resume it to go on.</source>
        <translation>整个队列已暂停。请继续队列。</translation>
    </message>
    <message>
        <source>“{what}” is no address of a Hub or a mirror. Write it like https://huggingface.co.</source>
        <translation>“{what}”不是 Hub 或镜像的地址。请写成 https://huggingface.co 的形式。</translation>
    </message>
    <message>
        <source>An address must not hold a login. Leave out what stands before the @, and save a token for the endpoint instead.</source>
        <translation>地址中不能包含登录信息。请去掉 @ 之前的部分，并改为给该来源保存令牌。</translation>
    </message>
    <message>
        <source>An endpoint has no “?” and no “#”. Write {what} alone.</source>
        <translation>来源地址中不能有“?”和“#”。请只写 {what}。</translation>
    </message>
    <message>
        <source>The certificates in {path} can&apos;t be read ({reason}). Choose another file in Settings, or correct REQUESTS_CA_BUNDLE.</source>
        <translation>无法读取 {path} 中的证书（{reason}）。请在设置中选择其他文件，或修正 REQUESTS_CA_BUNDLE。</translation>
    </message>
    <message>
        <source>{path} holds no certificate in PEM form. Choose another file in Settings, or correct REQUESTS_CA_BUNDLE.</source>
        <translation>{path} 中没有 PEM 格式的证书。请在设置中选择其他文件，或修正 REQUESTS_CA_BUNDLE。</translation>
    </message>
    <message>
        <source>“{what}” is no address of a proxy. Write it like http://host:3128 or socks5h://host:1080.</source>
        <translation>“{what}”不是代理地址。请写成 http://host:3128 或 socks5h://host:1080 的形式。</translation>
    </message>
    <message>
        <source>A proxy of the kind {scheme} can&apos;t be used. HTTP, HTTPS and SOCKS5 proxies can.</source>
        <translation>不支持 {scheme} 类型的代理。支持 HTTP、HTTPS 和 SOCKS5 代理。</translation>
    </message>
    <message>
        <source>{host}: no such host ({reason}). Check the address and the network&apos;s DNS.</source>
        <translation>{host}：找不到该主机（{reason}）。请检查地址和网络的 DNS。</translation>
    </message>
    <message>
        <source>{host}: nothing answers there. Check the address, or that the mirror is running.</source>
        <translation>{host}：没有响应。请检查地址，或确认该镜像正在运行。</translation>
    </message>
    <message>
        <source>{host} can&apos;t be reached ({reason}). Check the network, or choose another mirror.</source>
        <translation>无法连接 {host}（{reason}）。请检查网络，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} does not answer in time. Try again later, or choose another mirror.</source>
        <translation>{host} 响应超时。请稍后重试，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host}: the secure connection failed ({reason}). Check the clock, the proxy and its certificate.</source>
        <translation>{host}：安全连接失败（{reason}）。请检查系统时间、代理及其证书。</translation>
    </message>
    <message>
        <source>The proxy does not let Hubkeep through to {host} ({reason}). Check the proxy in Settings.</source>
        <translation>代理不允许 Hubkeep 访问 {host}（{reason}）。请在设置中检查代理。</translation>
    </message>
    <message>
        <source>{host} ended the connection ({reason}). It is tried again.</source>
        <translation>{host} 断开了连接（{reason}），正在重试。</translation>
    </message>
    <message>
        <source>{host} does not speak HTTP ({reason}). Check the address.</source>
        <translation>{host} 使用的不是 HTTP 协议（{reason}）。请检查地址。</translation>
    </message>
    <message>
        <source>{host} sends nothing any more. It is tried again later.</source>
        <translation>{host} 不再发送数据，稍后会重试。</translation>
    </message>
    <message>
        <source>{host} packs files although plain bytes were asked for, so it can&apos;t be used.</source>
        <translation>{host} 对文件进行了压缩，而请求的是原始数据，因此无法使用。</translation>
    </message>
    <message>
        <source>{host} sent other bytes of {path} than it was asked for, so it is not used.</source>
        <translation>{host} 发送的 {path} 的数据范围与请求不符，因此不再使用。</translation>
    </message>
    <message>
        <source>{host} can&apos;t send parts of a file.</source>
        <translation>{host} 不支持分段下载。</translation>
    </message>
    <message>
        <source>{host} has {path} in another size, so it is not used for it.</source>
        <translation>{host} 上的 {path} 大小不同，因此不用它下载此文件。</translation>
    </message>
    <message>
        <source>{host} sent a web page instead of {path}: a login, a captcha or a parked domain. Open it in a browser, or choose another mirror.</source>
        <translation>{host} 返回了网页而不是 {path}：可能是登录页、验证码或停放的域名。请在浏览器中打开查看，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} does not have {path}. Try another mirror, or huggingface.co itself.</source>
        <translation>{host} 没有 {path}。请尝试其他镜像，或直接使用 huggingface.co。</translation>
    </message>
    <message>
        <source>{host} refuses {path} (status {status}). It may need a login or an accepted licence.</source>
        <translation>{host} 拒绝提供 {path}（状态码 {status}）。可能需要登录或先同意许可条款。</translation>
    </message>
    <message>
        <source>{host} asks to wait: too many requests. Hubkeep goes on by itself.</source>
        <translation>{host} 要求等待：请求过于频繁。Hubkeep 稍后会自动继续。</translation>
    </message>
    <message>
        <source>{host} has trouble of its own (status {status}). It is tried again.</source>
        <translation>{host} 自身出现故障（状态码 {status}），正在重试。</translation>
    </message>
    <message>
        <source>{host} gave an answer that makes no sense (status {status}), so it is not used.</source>
        <translation>{host} 的响应无效（状态码 {status}），因此不再使用。</translation>
    </message>
    <message>
        <source>{host} redirects {path} in a circle or to nowhere, so it is not used.</source>
        <translation>{host} 对 {path} 的重定向陷入循环或指向无效地址，因此不再使用。</translation>
    </message>
    <message>
        <source>{host} has another commit of {path}: it is stale, so it is not used for it.</source>
        <translation>{host} 上的 {path} 属于另一个提交，内容已过时，因此不用它下载此文件。</translation>
    </message>
    <message>
        <source>{host} has another {path} under this name, so it is not used for it.</source>
        <translation>{host} 上同名的 {path} 内容不同，因此不用它下载此文件。</translation>
    </message>
    <message>
        <source>{host} does not say which version of {path} it has, so it is not used for it.</source>
        <translation>{host} 没有说明其 {path} 的版本，因此不用它下载此文件。</translation>
    </message>
    <message>
        <source>{host} is much slower than the others. It rests, and is tried again.</source>
        <translation>{host} 比其他来源慢得多，暂停使用，稍后会重试。</translation>
    </message>
    <message>
        <source>{path} was wrong with what {host} sent, so others are asked.</source>
        <translation>{host} 发送的数据使 {path} 校验不符，正改用其他来源。</translation>
    </message>
    <message>
        <source>{host} sent wrong bytes of {path}. They were thrown away, and it is not used again.</source>
        <translation>{host} 发送的 {path} 数据有误。这些数据已丢弃，不再使用该来源。</translation>
    </message>
    <message>
        <source>{path} can&apos;t be had right: what came does not match its hash, whoever sent it. Try again later or from another mirror.</source>
        <translation>无法获得正确的 {path}：无论来自哪个来源，数据都与其哈希值不符。请稍后重试，或换用其他镜像。</translation>
    </message>
    <message>
        <source>No source has {path}. Add another mirror, or huggingface.co.</source>
        <translation>没有任何来源拥有 {path}。请添加其他镜像，或添加 huggingface.co。</translation>
    </message>
    <message>
        <source>Nothing came from anywhere for {seconds} seconds. Check the network; what is here is kept, and the next try goes on.</source>
        <translation>所有来源已有 {seconds} 秒没有数据。请检查网络；已下载的部分会保留，下次从中断处继续。</translation>
    </message>
    <message>
        <source>{host} has no {repo}. Check the spelling and whether it is a model, dataset or space, or ask another mirror.</source>
        <translation>{host} 上没有 {repo}。请检查拼写，确认它是模型、数据集还是 Space，或换用其他镜像。</translation>
    </message>
    <message>
        <source>{host} has no {repo}, or your login may not see it or is no longer valid. Check the spelling, and which account you are logged in with.</source>
        <translation>{host} 上没有 {repo}，或者您的账号无权查看、登录已失效。请检查拼写，以及当前登录的账号。</translation>
    </message>
    <message>
        <source>{host} shows no {repo} to those who are not logged in: it does not exist, or it is private. Check the spelling, or log in under Settings or with “hubkeep token set”.</source>
        <translation>未登录时 {host} 不显示 {repo}：它不存在，或者是私有仓库。请检查拼写，或在设置中登录，也可以使用“hubkeep token set”。</translation>
    </message>
    <message>
        <source>{repo} has no revision “{revision}” at {host}. Check the branch, tag or commit.</source>
        <translation>{host} 上的 {repo} 没有版本“{revision}”。请检查分支、标签或提交。</translation>
    </message>
    <message>
        <source>{repo} has no {path} in its revision “{revision}”. Check the path.</source>
        <translation>{repo} 的版本“{revision}”中没有 {path}。请检查路径。</translation>
    </message>
    <message>
        <source>{repo} is open only to those who accepted its terms. Accept them at {url}, then log in under Settings or with “hubkeep token set”; a mirror gets your login only if you allow it.</source>
        <translation>{repo} 仅对已同意其条款的用户开放。请先在 {url} 同意条款，再在设置中登录，或使用“hubkeep token set”；只有经您允许，登录信息才会发送给镜像。</translation>
    </message>
    <message>
        <source>{repo} is open only to those who accepted its terms, and your account is not among them yet. Accept them at {url}, then try again.</source>
        <translation>{repo} 仅对已同意其条款的用户开放，而您的账号尚未同意。请在 {url} 同意条款后重试。</translation>
    </message>
    <message>
        <source>{repo} is open only to those who accepted its terms at {url}, and {host} does not accept your login or does not pass it on. Fetch it from huggingface.co, or log in again.</source>
        <translation>{repo} 仅对在 {url} 同意其条款的用户开放，而 {host} 不接受或没有转发您的登录信息。请从 huggingface.co 下载，或重新登录。</translation>
    </message>
    <message>
        <source>{host} has closed {repo} for everybody. Look for another repo with the same files.</source>
        <translation>{host} 已停止提供 {repo}。请寻找包含相同文件的其他仓库。</translation>
    </message>
    <message>
        <source>{host} does not accept your login: it has expired or was revoked, or belongs to another site. Log in again under Settings or with “hubkeep token set”.</source>
        <translation>{host} 不接受您的登录信息：可能已过期、被撤销，或属于其他网站。请在设置中重新登录，或使用“hubkeep token set”。</translation>
    </message>
    <message>
        <source>{host} offers no search, or only to those who are logged in. Write the whole name of the repo, or search at huggingface.co.</source>
        <translation>{host} 不提供搜索，或仅对已登录用户提供。请输入完整的仓库名称，或在 huggingface.co 上搜索。</translation>
    </message>
    <message>
        <source>{host} lists {repo} only in part: it has folders with more files than the mirror can list. Ask huggingface.co or another mirror.</source>
        <translation>{host} 只列出了 {repo} 的一部分：其中有些文件夹的文件数超出了该镜像的列出能力。请使用 huggingface.co 或其他镜像。</translation>
    </message>
    <message>
        <source>{host} refuses this (status {status}: {reason}). Your login may lack the right to it, or the mirror does not pass it on; try huggingface.co itself.</source>
        <translation>{host} 拒绝了请求（状态码 {status}：{reason}）。可能是您的账号没有权限，或镜像没有转发登录信息；请直接使用 huggingface.co。</translation>
    </message>
    <message>
        <source>{host} refuses because a quota is used up ({reason}). Wait until it is renewed, or choose another mirror.</source>
        <translation>{host} 因配额用尽而拒绝请求（{reason}）。请等待配额恢复，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} takes no more requests for now: too many came in a short time. Try again in a few minutes; with a login more are allowed.</source>
        <translation>{host} 暂不接受更多请求：短时间内请求过多。请几分钟后重试；登录后可使用更高的限额。</translation>
    </message>
    <message>
        <source>{host} has trouble of its own (status {status}). Try again later, or choose another mirror.</source>
        <translation>{host} 自身出现故障（状态码 {status}）。请稍后重试，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} does not serve this to where you are (status {status}). Choose another mirror or a proxy.</source>
        <translation>{host} 不向您所在的地区提供此内容（状态码 {status}）。请选择其他镜像或使用代理。</translation>
    </message>
    <message>
        <source>{host} sent a web page instead of an answer: a login, a captcha or a parked domain. Open it in a browser, or choose another mirror.</source>
        <translation>{host} 返回了网页而不是数据：可能是登录页、验证码或停放的域名。请在浏览器中打开查看，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} does not answer as a hub does. Check the address, or choose another mirror.</source>
        <translation>{host} 的响应不符合 Hub 的格式。请检查地址，或选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} gave an answer that makes no sense ({reason}). Choose another mirror.</source>
        <translation>{host} 的响应无效（{reason}）。请选择其他镜像。</translation>
    </message>
    <message>
        <source>{host} was asked for commit {commit} of {repo} and answered with {other}, so it is not used.</source>
        <translation>向 {host} 请求 {repo} 的提交 {commit}，返回的却是 {other}，因此不使用它。</translation>
    </message>
    <message>
        <source>{repo} holds a file with the name “{path}”, which would land outside of its folder. Nothing of it is fetched; report the repo to {host}.</source>
        <translation>{repo} 中有名为“{path}”的文件，它会写到文件夹之外。不会下载该仓库的任何内容，请向 {host} 举报此仓库。</translation>
    </message>
    <message>
        <source>No keyring of the system answers, so Hubkeep keeps no token. Unlock it and try again, or log in with “hf auth login” or set HF_TOKEN: Hubkeep uses those too.</source>
        <translation>系统密钥环没有响应，因此 Hubkeep 没有保存令牌。请解锁密钥环后重试，或用“hf auth login”登录、设置 HF_TOKEN，Hubkeep 同样会使用。</translation>
    </message>
    <message>
        <source>huggingface.co is always sent the token of huggingface.co. Log out with “hf auth logout”, or forget the token.</source>
        <translation>huggingface.co 的令牌总会发送给 huggingface.co。请用“hf auth logout”退出登录，或移除该令牌。</translation>
    </message>
    <message>
        <source>Hubkeep keeps no token for {endpoint}. “hubkeep token” shows what there is.</source>
        <translation>Hubkeep 没有为 {endpoint} 保存令牌。运行“hubkeep token”可查看已有的令牌。</translation>
    </message>
    <message>
        <source>{host} serves what was asked for, whole and right. Nothing is to be done.</source>
        <translation>{host} 能完整、正确地提供所请求的内容，无需任何操作。</translation>
    </message>
    <message>
        <source>{host}: too little came in time to judge it by. Measure it alone, or with another repo.</source>
        <translation>{host}：规定时间内得到的信息太少，无法判断。请单独测量它，或换一个仓库再测。</translation>
    </message>
    <message>
        <source>{host} was given up (known since {since}) and is of no use now, whatever guides still say. Choose another mirror.</source>
        <translation>{host} 已停止维护（{since} 起已知），不管教程怎么说，现在都用不了。请换一个镜像。</translation>
    </message>
    <message>
        <source>{host} was given up, but it answers now. Measure it again before you rely on it.</source>
        <translation>{host} 曾停止服务，但现在有响应了。依赖它之前请再测一次。</translation>
    </message>
    <message>
        <source>{host} writes your login into addresses of other hosts, where others can read it. Take back its permission in Settings, and make a new token.</source>
        <translation>{host} 把你的登录凭据写进了其他主机的地址里，别人可能读到。请在设置中收回对它的授权，并重新生成令牌。</translation>
    </message>
    <message>
        <source>{host} does not pass your login on, so it serves no repo that wants one. Fetch those from huggingface.co.</source>
        <translation>{host} 不转发你的登录凭据，因此无法提供需要登录的仓库。请从 huggingface.co 下载这些仓库。</translation>
    </message>
    <message>
        <source>{host}: there is no such host ({reason}). Check the spelling, or choose another mirror.</source>
        <translation>{host}：没有这个主机（{reason}）。请检查拼写，或换一个镜像。</translation>
    </message>
    <message>
        <source>{host} answers with the certificate of somebody else ({reason}): it moved, or somebody stands between. Don&apos;t use it from this network.</source>
        <translation>{host} 返回的是别人的证书（{reason}）：它已迁走，或者有人在中间拦截。请不要在当前网络下使用它。</translation>
    </message>
    <message>
        <source>{host}: no secure connection can be made ({reason}). Something on the way may block it: choose another mirror, or check the clock and the certificates in Settings.</source>
        <translation>{host}：无法建立安全连接（{reason}），可能在途中被阻断。请换一个镜像，或检查系统时间和设置中的证书。</translation>
    </message>
    <message>
        <source>{host} can&apos;t be reached from here ({reason}), nor can anybody else outside this network: this machine seems to be offline, or a firewall stands in the way. Look at the network, then measure again.</source>
        <translation>从这里无法访问 {host}（{reason}），本地网络之外的其他地址也都无法访问：此计算机可能已离线，或被防火墙阻挡。请检查网络后重新测速。</translation>
    </message>
    <message>
        <source>No secure connection can be made from here to {host} ({reason}), nor to anybody else outside this network: the clock is wrong, or a login page or a filter stands between. Check clock, network, and the certificates in Settings.</source>
        <translation>从这里无法与 {host} 建立安全连接（{reason}），与本地网络之外的其他地址也都不行：可能是时钟不准，或被登录页面、过滤设备拦截。请检查时钟、网络以及“设置”中的证书。</translation>
    </message>
    <message>
        <source>{host}: the machine is there, but nothing answers on that port. Check the address, or choose another mirror.</source>
        <translation>{host}：主机在线，但该端口没有服务。请检查地址，或换一个镜像。</translation>
    </message>
    <message>
        <source>{host} can&apos;t be reached from here ({reason}): it is down, or blocked on the way. Choose another mirror, or try another network.</source>
        <translation>从这里连不上 {host}（{reason}）：它已宕机，或在途中被封锁。请换一个镜像，或换一个网络试试。</translation>
    </message>
    <message>
        <source>{host} takes connections and does not answer. Try again later, or choose another mirror.</source>
        <translation>{host} 接受连接却不作答。请稍后再试，或换一个镜像。</translation>
    </message>
    <message>
        <source>{host} ends every connection without an answer ({reason}). It is down, or something on the way cuts it: choose another mirror.</source>
        <translation>{host} 不作答就断开每个连接（{reason}）：它已宕机，或连接在途中被切断。请换一个镜像。</translation>
    </message>
    <message>
        <source>{host} redirects in a circle or to nowhere ({reason}). Check the address, or choose another mirror.</source>
        <translation>{host} 的重定向形成循环或无处可去（{reason}）。请检查地址，或换一个镜像。</translation>
    </message>
    <message>
        <source>{host} takes no more requests for now (it asks for {seconds} seconds; 0: it does not say). Try again later; others are used meanwhile.</source>
        <translation>{host} 暂时不再接受请求（要求等待 {seconds} 秒；0 表示未说明）。请稍后再试，期间会使用其他镜像。</translation>
    </message>
    <message>
        <source>{host} sends a web page instead of what was asked for: a login, a captcha or a parked domain. Open it in a browser, or choose another mirror.</source>
        <translation>{host} 返回的是网页而不是所请求的内容：登录页、验证码或停放的域名。请在浏览器中打开看看，或换一个镜像。</translation>
    </message>
    <message>
        <source>{host} serves nobody without a login of its own. Keep a token for it under Settings, or choose another mirror.</source>
        <translation>{host} 必须用它自己的账号登录才能使用。请在设置中为它保存令牌，或换一个镜像。</translation>
    </message>
    <message>
        <source>{host} refuses this (status {status}: {reason}). That is final: choose another mirror for it.</source>
        <translation>{host} 拒绝了请求（状态 {status}：{reason}），重试也没有用。请换一个镜像。</translation>
    </message>
    <message>
        <source>{host} does not have {repo}. It may have others; choose another mirror for this one.</source>
        <translation>{host} 没有 {repo}，但可能有其他仓库。请为这个仓库换一个镜像。</translation>
    </message>
    <message>
        <source>{host} answers, but not as a hub does: it is another service, or the address lacks a part. Check the address.</source>
        <translation>{host} 有响应，但不是 Hub 的接口：它是别的服务，或者地址少了一段。请检查地址。</translation>
    </message>
    <message>
        <source>{host} sends wrong bytes of {path}: they are not those of the original. Don&apos;t use it, and tell who runs it.</source>
        <translation>{host} 提供的 {path} 内容有误，与原始文件不一致。请不要使用它，并告知其运营者。</translation>
    </message>
    <message>
        <source>{host} sends the pointer of {path} that Git keeps, not the file. Programs would fail to load it: choose another mirror.</source>
        <translation>{host} 提供的 {path} 只是 Git 保存的指针，不是文件本身，程序将无法加载。请换一个镜像。</translation>
    </message>
    <message>
        <source>{host} sends an error&apos;s text as if it were {path}, and programs would save it. Choose another mirror.</source>
        <translation>{host} 把报错文字当作 {path} 返回，程序会把它存成文件。请换一个镜像。</translation>
    </message>
    <message>
        <source>{host} has only the first {size} of the {right} bytes of {path}: its copy broke off. Choose another mirror for it, or try again later.</source>
        <translation>{host} 只有 {path} 的前 {size} 字节（共 {right} 字节）：它的副本没有下完。请为该文件换一个镜像，或稍后再试。</translation>
    </message>
    <message>
        <source>{host} has {path} with {size} bytes instead of {right}: another file, or a damaged one. Choose another mirror.</source>
        <translation>{host} 上的 {path} 是 {size} 字节，而应为 {right} 字节：是另一个文件，或已损坏。请换一个镜像。</translation>
    </message>
    <message>
        <source>{host} names {path} by the hash of another file, so its copy would be kept under a wrong name. Choose another mirror.</source>
        <translation>{host} 给 {path} 标的是另一个文件的哈希，下载后会以错误的名字保存。请换一个镜像。</translation>
    </message>
    <message>
        <source>{host} packs parts of files, though plain bytes were asked for, so none can be put where it belongs. Choose another mirror.</source>
        <translation>{host} 对文件片段做了压缩，而请求的是未压缩的字节，片段无法放回原位。请换一个镜像。</translation>
    </message>
    <message>
        <source>{host} sends other parts of a file than it is asked for, so no download can go on there. Choose another mirror.</source>
        <translation>{host} 返回的文件片段与请求的不符，因此无法断点续传。请换一个镜像。</translation>
    </message>
    <message>
        <source>{host} answers, but hands the files over to {other}, which gives nothing ({reason}). To reach the mirror is not enough: choose another one.</source>
        <translation>{host} 有响应，但文件要从 {other} 取，而那里取不到（{reason}）。只能连上镜像是不够的，请换一个镜像。</translation>
    </message>
    <message>
        <source>{host} lists {repo} and does not have {path}, its biggest file. Choose another mirror for it.</source>
        <translation>{host} 列出了 {repo}，却没有其中最大的文件 {path}。请为它换一个镜像。</translation>
    </message>
    <message>
        <source>{host}: bytes begin to come, then nothing more does, and the connection stays ({other}). Choose another mirror; Hubkeep leaves one that stalls.</source>
        <translation>{host}：数据开始传输后就停了，连接却没有断开（{other}）。请换一个镜像；下载时 Hubkeep 会离开停滞的镜像。</translation>
    </message>
    <message>
        <source>{repo} is open only to those who accepted its terms, and {host} is sent no login. Fetch it from huggingface.co, or allow your login for this mirror.</source>
        <translation>{repo} 仅对接受其条款的人开放，而 {host} 没有收到登录凭据。请从 huggingface.co 下载，或允许把你的登录凭据发给这个镜像。</translation>
    </message>
    <message>
        <source>{host} does not say which commit a file is of, so huggingface_hub and all that builds on it refuse it. Hubkeep may use it: it checks hashes itself.</source>
        <translation>{host} 不说明文件属于哪个提交，因此 huggingface_hub 及基于它的程序会拒绝使用。Hubkeep 可以使用：它自己校验哈希。</translation>
    </message>
    <message>
        <source>{host} names a file&apos;s commit and loses it on the next hop within its own host, so huggingface_hub refuses it. Hubkeep may use it.</source>
        <translation>{host} 起初给出了文件的提交，但在自身主机内的下一跳把它丢了，因此 huggingface_hub 会拒绝使用。Hubkeep 可以使用。</translation>
    </message>
    <message>
        <source>{host} sends files from the beginning only: a download that broke off begins anew there. Prefer another mirror for big files.</source>
        <translation>{host} 只能从头发送文件：下载中断后要重新开始。大文件请优先用其他镜像。</translation>
    </message>
    <message>
        <source>{host} is fast for {bytes} MB ({burst} KB a second), then throttles to {rate} KB a second. Count on the slower rate for big files.</source>
        <translation>{host} 前 {bytes} MB 很快（{burst} KB/s），随后限速到 {rate} KB/s。大文件请按较慢的速度估计。</translation>
    </message>
    <message>
        <source>{host} is slow: {rate} KB a second. Prefer another mirror; from this one a gigabyte takes an hour or more.</source>
        <translation>{host} 很慢：{rate} KB/s。请优先用其他镜像；从这里下载 1 GB 需要一小时或更久。</translation>
    </message>
    <message>
        <source>{host} leads to addresses that die in the middle of a file. Hubkeep asks for new ones; huggingface_hub would fail there.</source>
        <translation>{host} 给出的地址在文件传到一半时就会失效。Hubkeep 会重新获取地址，huggingface_hub 则会失败。</translation>
    </message>
    <message>
        <source>{host}: the connection breaks off in the middle of a file ({other}). Hubkeep goes on where it was; huggingface_hub may begin anew.</source>
        <translation>{host}：连接在文件传到一半时中断（{other}）。Hubkeep 会从断点继续，huggingface_hub 可能重新开始。</translation>
    </message>
    <message>
        <source>{host} lacks {count} of the {files} files of {repo}, among them {path}. Hubkeep takes those from elsewhere; other programs fail.</source>
        <translation>{repo} 的 {files} 个文件中，{host} 缺少 {count} 个，例如 {path}。Hubkeep 会从别处获取，其他程序会失败。</translation>
    </message>
    <message>
        <source>{host} is behind: its {repo} is at commit {commit}, the current one is {other}. Use it only where the older files will do.</source>
        <translation>{host} 已落后：它的 {repo} 停在提交 {commit}，当前提交是 {other}。只有旧文件够用时才用它。</translation>
    </message>
    <message>
        <source>{host} is behind (commits that it lacks: {count}): its {repo} is at commit {commit}, the current one is {other}. Use it only where the older files will do.</source>
        <translation>{host} 的内容落后（缺少 {count} 个提交）：其 {repo} 停留在提交 {commit}，当前提交是 {other}。只有旧文件也够用时才使用它。</translation>
    </message>
    <message>
        <source>{host} offers Xet, but that way does not work ({other}): huggingface_hub fails unless HF_HUB_DISABLE_XET=1 is set. Hubkeep does not need it.</source>
        <translation>{host} 声称支持 Xet，但这条路走不通（{other}）：除非设置 HF_HUB_DISABLE_XET=1，否则 huggingface_hub 会失败。Hubkeep 不需要它。</translation>
    </message>
    <message>
        <source>{host}: {failed} of {requests} requests failed and worked when tried again. Hubkeep tries again by itself; other programs may stop.</source>
        <translation>{host}：{requests} 个请求中有 {failed} 个失败，重试后成功。Hubkeep 会自动重试，其他程序可能会停下。</translation>
    </message>
    <message>
        <source>{host} does not say how long {path} is, so huggingface_hub shows no progress and can&apos;t tell whether it is whole. Hubkeep can.</source>
        <translation>{host} 不说明 {path} 的长度，因此 huggingface_hub 无法显示进度，也无法判断文件是否完整。Hubkeep 可以。</translation>
    </message>
    <message>
        <source>{host} does not list the files of {repo}, so huggingface_hub can&apos;t fetch it whole from there. Hubkeep asks another one for the list.</source>
        <translation>{host} 不提供 {repo} 的文件列表，因此 huggingface_hub 无法从那里下载整个仓库。Hubkeep 会向其他镜像获取列表。</translation>
    </message>
    <message>
        <source>{host} leads to {other} for the second page of a list of files: for big repos huggingface_hub goes there. Hubkeep stays with the mirror.</source>
        <translation>{host} 把文件列表的第二页指向 {other}：遇到大仓库时 huggingface_hub 会去那里。Hubkeep 会留在镜像上。</translation>
    </message>
    <message>
        <source>{repo} has a file of more than 50 GB, which huggingface_hub fetches only by Xet, and {host} offers none. Hubkeep fetches it all the same.</source>
        <translation>{repo} 有超过 50 GB 的文件，huggingface_hub 只能通过 Xet 下载，而 {host} 不提供 Xet。Hubkeep 仍可下载。</translation>
    </message>
    <message>
        <source>{host} offers no search (status {status}); files are not affected. Search at huggingface.co, or write a repo&apos;s whole name.</source>
        <translation>{host} 不提供搜索（状态 {status}），文件不受影响。请在 huggingface.co 搜索，或直接写出完整的仓库名。</translation>
    </message>
    <message>
        <source>{host} lacks parts of the Hub&apos;s API ({routes}); files are not affected. Programs that ask for those need huggingface.co.</source>
        <translation>{host} 缺少 Hub 接口的一部分（{routes}），文件不受影响。需要这些接口的程序请使用 huggingface.co。</translation>
    </message>
    <message>
        <source>{host} gives away what the Hub keeps for those who accepted its terms. Accept them yourself before you use such files.</source>
        <translation>{host} 会直接提供 Hub 上需先接受条款的文件。使用这类文件前，请自行接受其条款。</translation>
    </message>
    <message>
        <source>The repo has no file or folder {path}. Check the spelling and the revision.</source>
        <translation>仓库中没有文件或文件夹 {path}。请检查拼写和版本。</translation>
    </message>
    <message>
        <source>“{text}” names no repo. Paste a page&apos;s address, or write org/name or dataset/org/name.</source>
        <translation>“{text}”不是仓库。请粘贴网页地址，或写成 org/name 或 dataset/org/name 的形式。</translation>
    </message>
    <message>
        <source>{text} is a page of a hub, but none of a repo. Paste the address of a model, a dataset, a space or a kernel.</source>
        <translation>{text} 是 Hub 上的页面，但不是仓库页面。请粘贴模型、数据集、Space 或内核的地址。</translation>
    </message>
    <message>
        <source>{path} lies in an archive that is not connected. Connect it, or restore or remove the repo first.</source>
        <translation>{path} 位于未连接的归档中。请先连接归档，或恢复、删除该仓库。</translation>
    </message>
    <message>
        <source>{path} is frozen, so you have it already. Thaw the repo, or remove it to download it anew.</source>
        <translation>{path} 已冻结，您已经拥有它。请解冻该仓库，或删除后重新下载。</translation>
    </message>
    <message>
        <source>{path} lies in a bucket, so you have it already. Restore the repo, or remove it to download it anew.</source>
        <translation>{path} 位于存储桶中，您已经拥有它。请恢复该仓库，或删除后重新下载。</translation>
    </message>
    <message>
        <source>No file of {repo} is left by what was included and excluded. Choose other files.</source>
        <translation>按包含和排除规则，{repo} 中没有剩下任何文件。请选择其他文件。</translation>
    </message>
    <message>
        <source>Another program is fetching {path} into the same place. Hubkeep waits, and takes over what it brings.</source>
        <translation>另一个程序正在把 {path} 下载到同一位置。Hubkeep 会等它完成，然后直接使用它下载的内容。</translation>
    </message>
    <message>
        <source>All files that are left are paused. Resume some of them to go on.</source>
        <translation>剩余的文件均已暂停。请继续其中一些文件。</translation>
    </message>
    <message>
        <source>Download {job} was paused. Resume it with “hubkeep jobs resume {job}”, or in the window.</source>
        <translation>下载 {job} 已暂停。请用“hubkeep jobs resume {job}”或在窗口中继续。</translation>
    </message>
    <message>
        <source>It waits for the full-speed hours, from {time}. Change them in Settings.</source>
        <translation>正在等待全速时段，{time} 开始。可在设置中更改。</translation>
    </message>
    <message>
        <source>There is no network. It goes on by itself when there is one.</source>
        <translation>没有网络连接。恢复后会自动继续。</translation>
    </message>
    <message>
        <source>This connection costs by volume, so downloads wait. Change that in Settings.</source>
        <translation>当前网络按流量计费，下载已暂停等待。可在设置中更改。</translation>
    </message>
    <message>
        <source>{path}: commit {commit} does not name these bytes any more, so they can&apos;t be fetched again.</source>
        <translation>{path}：提交 {commit} 中已没有这份数据，无法重新下载。</translation>
    </message>
    <message>
        <source>{what} is a page or a file of a hub, not the address of a mirror. Write {endpoint} alone.</source>
        <translation>{what} 是 Hub 上的某个页面或文件，不是镜像地址。请只填写 {endpoint}。</translation>
    </message>
    <message>
        <source>{name} is in the list already, as {endpoint}. Choose it there.</source>
        <translation>{name} 已在列表中，地址是 {endpoint}。请直接在列表里选择它。</translation>
    </message>
    <message>
        <source>{endpoint} is no mirror that you added, so it can&apos;t be removed.</source>
        <translation>{endpoint} 不是你添加的镜像，因此无法移除。</translation>
    </message>
    <message>
        <source>The list holds at most {limit} mirrors of your own. Remove some that you don&apos;t use first.</source>
        <translation>自己添加的镜像最多 {limit} 个。请先移除一些不用的。</translation>
    </message>
    <message>
        <source>The text names no mirror. Paste one address a line, lines with HF_ENDPOINT=…, or what Hubkeep exported.</source>
        <translation>这段文字里没有镜像地址。请每行粘贴一个地址、含 HF_ENDPOINT=… 的行，或 Hubkeep 导出的内容。</translation>
    </message>
    <message>
        <source>This is no list that Hubkeep exported ({reason}), so nothing was added. Export it again, or paste one address a line.</source>
        <translation>这不是 Hubkeep 导出的列表（{reason}），因此什么也没有添加。请重新导出，或每行粘贴一个地址。</translation>
    </message>
    <message>
        <source>The original: it has every repo at its newest commit. Where it can&apos;t be reached, or slowly, a mirror may do better.</source>
        <translation>官方源：拥有全部仓库及其最新提交。如果无法访问或速度很慢，换用镜像可能更好。</translation>
    </message>
    <message>
        <source>A proxy that keeps no files itself; who runs it is not known. In April 2026 it limited requests and led big files on to Hugging Face&apos;s own hosts, so it may answer while no bytes come. Measure it first.</source>
        <translation>反向代理，自身不保存文件；运营者不明。2026 年 4 月时它限制请求次数，并把大文件跳转到 Hugging Face 自己的主机，所以可能能应答却下不到数据。请先测速。</translation>
    </message>
    <message>
        <source>Several programs use it as of 2026; who runs it is not known. Measure it, and send it no login.</source>
        <translation>截至 2026 年有多个程序在用；运营者不明。请先测速，不要向它发送登录信息。</translation>
    </message>
    <message>
        <source>As of 2026 it holds a part of the Hub&apos;s models, and takes only logins of its own. Check that it has your repo.</source>
        <translation>截至 2026 年只收录了 Hub 的一部分模型，且只接受它自己的登录。请确认它有你要的仓库。</translation>
    </message>
    <message>
        <source>Tsinghua&apos;s mirror of Hugging Face was given up in 2021, and another one refused in 2025; many guides still recommend it. Use another mirror.</source>
        <translation>清华的 Hugging Face 镜像已于 2021 年停止，2025 年再次明确不会重建；许多教程仍在推荐它。请换用其他镜像。</translation>
    </message>
    <message>
        <source>BFSU&apos;s mirror of Hugging Face is gone, as was last known in 2025; old versions of transformers still name it. Use another mirror.</source>
        <translation>北外的 Hugging Face 镜像已经下线（最后确认于 2025 年）；旧版 transformers 里仍有它的地址。请换用其他镜像。</translation>
    </message>
    <message>
        <source>SJTU has no mirror of Hugging Face: in October 2026 this address was not found, although some guides recommend it. Use another mirror.</source>
        <translation>上海交大没有 Hugging Face 镜像：2026 年 10 月访问该地址返回 404，尽管有教程推荐它。请换用其他镜像。</translation>
    </message>
    <message>
        <source>ModelScope is a hub with an API and names of its own: as of 2026 it can&apos;t be used in Hugging Face&apos;s place, whatever some guides say. Use another mirror.</source>
        <translation>魔搭（ModelScope）是另一个模型平台，接口和仓库名都不同：截至 2026 年不能代替 Hugging Face，不论某些教程怎么写。请换用其他镜像。</translation>
    </message>
    <message>
        <source>“{what}” is no address that nginx can listen on. Write one of this machine&apos;s, 0.0.0.0 for all of them, or 127.0.0.1 for itself alone.</source>
        <translation>nginx 不能在“{what}”上监听。请填写本机的一个地址；0.0.0.0 表示全部地址，127.0.0.1 表示仅限本机。</translation>
    </message>
    <message>
        <source>{port} is no port. Choose one from 1024 to 65535.</source>
        <translation>{port} 不是有效端口。请选择 1024 到 65535 之间的端口。</translation>
    </message>
    <message>
        <source>A mirror needs at least 1 GiB, and keeps files for 1 to {days} days. Choose other numbers.</source>
        <translation>镜像至少需要 1 GiB，文件保存 1 到 {days} 天。请换用其他数值。</translation>
    </message>
    <message>
        <source>For https a mirror needs both a certificate and its key. Name both files, or none.</source>
        <translation>使用 https 时，镜像既需要证书也需要私钥。请两个文件都指定，或都不指定。</translation>
    </message>
    <message>
        <source>{endpoint} is the mirror itself, so it would ask itself for ever. Choose another upstream or another port.</source>
        <translation>{endpoint} 就是这个镜像本身，它会无休止地请求自己。请选择其他上游或其他端口。</translation>
    </message>
    <message>
        <source>“{path}” is no folder by its whole path. Write where the bytes are to be kept, from / on.</source>
        <translation>“{path}”不是完整的文件夹路径。请从 / 开始写出数据的存放位置。</translation>
    </message>
    <message>
        <source>{path} is too long a path for nginx&apos;s socket in it. Choose a folder of at most {most} bytes.</source>
        <translation>{path} 路径太长，nginx 无法在其中创建套接字。请选择不超过 {most} 字节的文件夹。</translation>
    </message>
    <message>
        <source>“{what}” is no name that others could reach this machine by. Write its name or its address, without a port.</source>
        <translation>其他机器不能用“{what}”访问本机。请填写本机的名称或地址，不带端口。</translation>
    </message>
    <message>
        <source>“{what}” is no network. Write it like 192.168.1.0/24, or one address.</source>
        <translation>“{what}”不是网段。请写成 192.168.1.0/24 这样的形式，或写一个地址。</translation>
    </message>
    <message>
        <source>“{what}” is no address of a name server. Write it like 192.168.1.1.</source>
        <translation>“{what}”不是域名服务器的地址。请写成 192.168.1.1 这样的形式。</translation>
    </message>
    <message>
        <source>“{what}” can&apos;t stand in nginx&apos;s configuration: it holds a $ or a control character. Choose another path.</source>
        <translation>“{what}”不能写进 nginx 的配置：其中含有 $ 或控制字符。请换一个路径。</translation>
    </message>
    <message>
        <source>“{user}” can&apos;t be the name of a login: it is too long, or holds a colon or a control character. Choose another one.</source>
        <translation>“{user}”不能作为登录名：它太长，或含有冒号、控制字符。请换一个。</translation>
    </message>
    <message>
        <source>A login needs a password of up to 255 characters on one line. Type one.</source>
        <translation>登录需要一个不超过 255 个字符、不换行的密码。请输入密码。</translation>
    </message>
    <message>
        <source>{path} was not written by Hubkeep, so nothing was written. Move it away, or choose another folder.</source>
        <translation>{path} 不是 Hubkeep 写入的，因此没有写入任何内容。请移走它，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{path} holds no mirror that Hubkeep wrote. Choose its folder, or write one there first.</source>
        <translation>{path} 中没有 Hubkeep 写入的镜像。请选择镜像所在的文件夹，或先在那里写入一个。</translation>
    </message>
    <message>
        <source>nginx is not installed here. Install it, such as with “sudo apt install nginx-light” or “sudo dnf install nginx”, and check again.</source>
        <translation>本机没有安装 nginx。请先安装，例如运行“sudo apt install nginx-light”或“sudo dnf install nginx”，然后重新检查。</translation>
    </message>
    <message>
        <source>nginx {version} is too old; {oldest} is needed. Install a newer one.</source>
        <translation>nginx {version} 太旧，需要 {oldest}。请安装更新的版本。</translation>
    </message>
    <message>
        <source>The nginx here was built without {modules}, which a mirror of large files needs. Install the nginx of your distribution, or one from nginx.org.</source>
        <translation>本机的 nginx 编译时没有包含 {modules}，而大文件的镜像需要它。请安装发行版自带的 nginx，或 nginx.org 提供的版本。</translation>
    </message>
    <message>
        <source>nginx {version} does not take the configuration. Its own words say why; write the mirror anew, or report it.</source>
        <translation>nginx {version} 不接受这份配置，原因见它自己的输出。请重新生成镜像，或报告此问题。</translation>
    </message>
    <message>
        <source>This machine reaches the Internet through a proxy, and nginx can&apos;t. Run the mirror where there is a direct way, or choose an upstream inside of your network.</source>
        <translation>本机通过代理访问互联网，而 nginx 不能使用代理。请在能直接联网的机器上运行镜像，或选择内网中的上游。</translation>
    </message>
    <message>
        <source>Only programs on this machine reach it, for it listens on {listen}. Let it listen on another address for the room.</source>
        <translation>它只监听 {listen}，因此只有本机的程序能访问。要供整个机房使用，请让它监听其他地址。</translation>
    </message>
    <message>
        <source>Everybody who reaches this machine may use it and fill its disk. Name the networks that may, or ask for a login.</source>
        <translation>能连到本机的任何人都可以使用它，并占满磁盘。请填写允许的网段，或要求登录。</translation>
    </message>
    <message>
        <source>This machine names no name server, so nginx would not find the upstream. Name one.</source>
        <translation>本机没有配置域名服务器，nginx 将找不到上游。请指定一个。</translation>
    </message>
    <message>
        <source>With a login it serves public repos only: login and Hub token use the same header, and huggingface_hub then sends the login. Use HF_ENDPOINT with {user}:PASSWORD@ in front of the host; in Hubkeep, save {user}:PASSWORD as the token of {endpoint}. Who needs gated repos lists networks instead.</source>
        <translation>设置登录后，它只提供公开仓库：登录和 Hub 令牌使用同一个请求头，而 huggingface_hub 会发送登录信息。请在 HF_ENDPOINT 的主机名前加上 {user}:PASSWORD@；在 Hubkeep 中，把 {user}:PASSWORD 保存为 {endpoint} 的令牌。需要受限仓库时，请改用网段限制。</translation>
    </message>
    <message>
        <source>Without a certificate the login crosses the network unencrypted. Use it in a network you trust, or name a certificate and its key.</source>
        <translation>没有证书时，登录信息以明文在网络上传输。请仅在可信的网络中使用，或指定证书及其私钥。</translation>
    </message>
    <message>
        <source>Without a certificate everything crosses the network unencrypted, the Hub tokens of those who use one as well. Use it in a network you trust, or name a certificate and its key.</source>
        <translation>没有证书时，所有内容都以明文在网络上传输，包括使用者的 Hub 令牌。请仅在可信的网络中使用，或指定证书及其私钥。</translation>
    </message>
    <message>
        <source>huggingface_hub fetches files over 50 GB by Xet only, which goes past any mirror, so through this one it refuses them. Fetch those without HF_ENDPOINT.</source>
        <translation>超过 50 GB 的文件，huggingface_hub 只通过 Xet 获取，而 Xet 会绕过任何镜像，因此经由这个镜像时它会拒绝。获取这些文件时请不要设置 HF_ENDPOINT。</translation>
    </message>
    <message>
        <source>{endpoint} serves {repo}, and keeps what it has served: the second time nothing was asked of the hub.</source>
        <translation>{endpoint} 能提供 {repo}，并会保存提供过的内容：第二次没有再向 Hub 请求任何数据。</translation>
    </message>
    <message>
        <source>{endpoint} does not answer as the mirror ({reason}). Start it as its README says, or look into its error.log.</source>
        <translation>{endpoint} 没有像镜像那样应答（{reason}）。请按 README 启动它，或查看它的 error.log。</translation>
    </message>
    <message>
        <source>{endpoint} serves {repo} but keeps nothing ({path}: {said}). Check that it may write to its folder and that the disk has space.</source>
        <translation>{endpoint} 能提供 {repo}，但什么也没有保存（{path}：{said}）。请确认它可以写入自己的文件夹，且磁盘有空间。</translation>
    </message>
    <message>
        <source>{endpoint} does not serve {path} as the hub does ({reason}). Write its configuration anew, and start it again.</source>
        <translation>{endpoint} 提供的 {path} 与 Hub 不一致（{reason}）。请重新生成配置，然后重新启动它。</translation>
    </message>
    <message>
        <source>{endpoint} answers, but has no {repo} that is open to all, so it was not tried. Check the spelling, or try it with another repo.</source>
        <translation>{endpoint} 有应答，但没有对所有人开放的 {repo}，因此没有进行试用。请检查拼写，或换一个仓库来试。</translation>
    </message>
    <message>
        <source>{repo} holds no file that the mirror could be tried with. Choose another repo.</source>
        <translation>{repo} 中没有可用来试用镜像的文件。请换一个仓库。</translation>
    </message>
    <message>
        <source>This is what it was started with. A program can change that for itself later, which nobody sees from outside.</source>
        <translation>这是它启动时得到的值。程序之后可以自行更改，从外部无法看到。</translation>
    </message>
    <message>
        <source>It was started with another endpoint, or with none. Start it again from a new shell or session to give it the one in use.</source>
        <translation>它启动时使用的是别的端点，或者没有设置端点。请在新的终端或会话中重新启动它，使其使用当前端点。</translation>
    </message>
    <message>
        <source>Its environment can&apos;t be read: it belongs to another user, or the program wrote over it. Run Hubkeep as its user to see more.</source>
        <translation>无法读取它的环境变量：它属于其他用户，或者程序已将其覆盖。请以该用户身份运行 Hubkeep 以查看更多信息。</translation>
    </message>
    <message>
        <source>It does not look at HF_ENDPOINT. Name the mirror in what it fetches: “ollama pull {host}/org/name”.</source>
        <translation>它不理会 HF_ENDPOINT。请在拉取的名称中写明镜像：“ollama pull {host}/org/name”。</translation>
    </message>
    <message>
        <source>The best of {count}: {rate} sustained, {ms} ms to the first byte.</source>
        <translation>{count} 个中最好的：持续速度 {rate}，首字节 {ms} 毫秒。</translation>
    </message>
    <message>
        <source>The only one that serves: {rate} sustained, {ms} ms to the first byte.</source>
        <translation>唯一可用的：持续速度 {rate}，首字节 {ms} 毫秒。</translation>
    </message>
    <message>
        <source>Slower than {best}: {rate} sustained, where that one does {best_rate}.</source>
        <translation>比 {best} 慢：持续速度 {rate}，而前者为 {best_rate}。</translation>
    </message>
    <message>
        <source>Almost as good as {best}: {rate} where that one does {best_rate}, and {ms} ms to the first byte where that one takes {best_ms} ms.</source>
        <translation>几乎与 {best} 一样好：速度 {rate}，前者 {best_rate}；首字节 {ms} 毫秒，前者 {best_ms} 毫秒。</translation>
    </message>
    <message>
        <source>Asked for what the others lack, since it has every file: {rate} sustained, where {best} does {best_rate}.</source>
        <translation>文件齐全，其他镜像缺少的文件从这里下载：持续速度 {rate}，而 {best} 为 {best_rate}。</translation>
    </message>
    <message>
        <source>{rate} sustained, but it is behind, so what is new comes from elsewhere: it counts as {worth}.</source>
        <translation>持续速度 {rate}，但内容落后，新的部分要从别处下载：按 {worth} 计。</translation>
    </message>
    <message>
        <source>{rate} sustained, but it lacks {count} of {files} files, which come from elsewhere.</source>
        <translation>持续速度 {rate}，但 {files} 个文件中缺 {count} 个，缺的从别处下载。</translation>
    </message>
    <message>
        <source>{rate} sustained, but it can&apos;t send parts of a file, so that nothing goes on where it broke off: it counts as {worth}.</source>
        <translation>持续速度 {rate}，但不支持分段下载，中断后无法续传：按 {worth} 计。</translation>
    </message>
    <message>
        <source>{rate} sustained, but the Xet it offers does not work: it counts as {worth}.</source>
        <translation>持续速度 {rate}，但它提供的 Xet 不可用：按 {worth} 计。</translation>
    </message>
    <message>
        <source>{rate} sustained, but {failed} of {tries} tries failed in the last days.</source>
        <translation>持续速度 {rate}，但最近几天 {tries} 次中有 {failed} 次失败。</translation>
    </message>
    <message>
        <source>{rate} sustained, but {failed} of {requests} requests failed when it was measured last.</source>
        <translation>持续速度 {rate}，但上次测速时 {requests} 个请求中有 {failed} 个失败。</translation>
    </message>
    <message>
        <source>{rate} sustained, but that was {days} days ago. Measure it again.</source>
        <translation>持续速度 {rate}，但那是 {days} 天前测的。请重新测速。</translation>
    </message>
    <message>
        <source>{rate} sustained, but with what else was found it counts as {worth}.</source>
        <translation>持续速度 {rate}，但考虑到测出的其他问题，按 {worth} 计。</translation>
    </message>
    <message>
        <source>It answers after {ms} ms, but how fast its bytes come is not known. Measure it again.</source>
        <translation>{ms} 毫秒后应答，但数据速度未知。请重新测速。</translation>
    </message>
    <message>
        <source>Downloads leave it alone for a while: {failed} of {tries} tries failed in the last days. It is tried again by itself.</source>
        <translation>下载暂时避开它：最近几天 {tries} 次中有 {failed} 次失败。稍后会自动重试。</translation>
    </message>
    <message>
        <source>It was not measured to the end, so nobody knows whether it is of use. Measure it again.</source>
        <translation>测速没有做完，不知道是否可用。请重新测速。</translation>
    </message>
    <message>
        <source>It was of no use when it was measured last. Measure it again, or choose another one.</source>
        <translation>上次测速时不可用。请重新测速，或换用其他镜像。</translation>
    </message>
    <message>
        <source>{repo} is pinned, so no policy moves it.</source>
        <translation>{repo} 已固定，任何策略都不会移动它。</translation>
    </message>
    <message>
        <source>{repo} is excepted by name, so this policy leaves it.</source>
        <translation>{repo} 的名称已排除在外，此策略不会动它。</translation>
    </message>
    <message>
        <source>{repo}: nothing that can be trusted says when it was read last, so it does not move for its age. Archive it by hand, or let a policy go by size alone.</source>
        <translation>{repo}：没有可信的记录说明它最后何时被读取，所以不会因为时间久而移动。请手动归档，或让策略只看大小。</translation>
    </message>
    <message>
        <source>{repo} has several revisions here and none of them is main. Say which one: REPO@REVISION.</source>
        <translation>{repo} 在这里有多个修订版，其中没有 main。请指明一个：REPO@REVISION。</translation>
    </message>
    <message>
        <source>{repo} has no revision {revision} in this cache. “hubkeep ls” shows which it has; or download it first.</source>
        <translation>此缓存中的 {repo} 没有修订版 {revision}。用“hubkeep ls”查看有哪些，或先下载它。</translation>
    </message>
    <message>
        <source>Revision {revision} of {repo} holds no file here. Download it first.</source>
        <translation>{repo} 的修订版 {revision} 在这里没有任何文件。请先下载。</translation>
    </message>
    <message>
        <source>{path} of {repo} is not there in the cache. Repair the repo or download it again, then export it.</source>
        <translation>缓存中缺少 {repo} 的 {path}。请修复该仓库或重新下载，然后再导出。</translation>
    </message>
    <message>
        <source>{path} of {repo} lies in the archive {archive}, which is not connected. Connect that disk, then export again.</source>
        <translation>{repo} 的 {path} 在归档 {archive} 中，而它没有连接。请连接该磁盘，然后再导出。</translation>
    </message>
    <message>
        <source>{path} of {repo} lies in the bucket {bucket}. Restore the repo first, then export it.</source>
        <translation>{repo} 的 {path} 在存储桶 {bucket} 中。请先恢复该仓库，然后再导出。</translation>
    </message>
    <message>
        <source>{path} of {repo} is frozen. Thaw the repo first, then export it.</source>
        <translation>{repo} 的 {path} 已冻结。请先解冻该仓库，然后再导出。</translation>
    </message>
    <message>
        <source>{path} of {repo} is not in its archive {archive} any more. Repair the repo or download it again, then export it.</source>
        <translation>{repo} 的 {path} 已不在其归档 {archive} 中。请修复该仓库或重新下载，然后再导出。</translation>
    </message>
    <message>
        <source>{path} could not be read any more. Is its disk still connected? Then export again.</source>
        <translation>{path} 无法再读取。它所在的磁盘还连接着吗？确认后再导出。</translation>
    </message>
    <message>
        <source>{path} and the cache lie in one another. Choose a folder outside the cache.</source>
        <translation>{path} 与缓存互相包含。请选择缓存之外的文件夹。</translation>
    </message>
    <message>
        <source>{path} holds other things, so nothing was written there. Name a new or an empty folder.</source>
        <translation>{path} 里有其他内容，所以没有写入任何东西。请指定一个新的或空的文件夹。</translation>
    </message>
    <message>
        <source>{path} holds an export of {repo}, so nothing was written there. Name a new or an empty folder.</source>
        <translation>{path} 里是 {repo} 的导出，所以没有写入任何东西。请指定一个新的或空的文件夹。</translation>
    </message>
    <message>
        <source>{path} was changed since it was exported, or is none of the export, and would be lost. Move it away, then export again.</source>
        <translation>{path} 在导出之后被改动过，或不属于该导出，继续会使它丢失。请把它移走，然后再导出。</translation>
    </message>
    <message>
        <source>Another program is writing {path}. Wait for it to end, then retry: the rest is kept and goes on.</source>
        <translation>另一个程序正在写入 {path}。请等它结束后重试：其余内容已保留，会接着进行。</translation>
    </message>
    <message>
        <source>{path} has {free:size} free and {needed:size} are to be copied there. Free some space or choose another disk.</source>
        <translation>{path} 剩余 {free:size}，而需要复制 {needed:size}。请腾出空间或选择其他磁盘。</translation>
    </message>
    <message>
        <source>{path} has {size:size}, and the disk is formatted as FAT, which ends at 4 GiB for one file. Format it as exFAT, or choose another disk.</source>
        <translation>{path} 的大小为 {size:size}，而该磁盘是 FAT 格式，单个文件不能达到 4 GiB。请将其格式化为 exFAT，或选择其他磁盘。</translation>
    </message>
    <message>
        <source>{path} is a name that a disk formatted as {filesystem} can&apos;t keep, or Windows can&apos;t open there. Export to another disk and carry the folder as an archive file.</source>
        <translation>{filesystem} 格式的磁盘无法保存 {path} 这样的名称，或者 Windows 无法在其上打开它。请导出到其他磁盘，再把文件夹打包带走。</translation>
    </message>
    <message>
        <source>{path} and {other} differ in capitals only or are in each other&apos;s way, so a disk formatted as {filesystem} can&apos;t keep both. Export to another disk and carry the folder as an archive file.</source>
        <translation>{path} 和 {other} 仅大小写不同或互相冲突，{filesystem} 格式的磁盘无法同时保存两者。请导出到其他磁盘，再把文件夹打包带走。</translation>
    </message>
    <message>
        <source>{path} is no folder that can be read. Name the folder that holds the files of a repo.</source>
        <translation>{path} 不是可以读取的文件夹。请指定存放仓库文件的文件夹。</translation>
    </message>
    <message>
        <source>Nothing in {path} says which repo it is. Name it: org/name, or dataset/org/name and the like.</source>
        <translation>{path} 中没有说明它是哪个仓库。请给出名称：org/name，或 dataset/org/name 等。</translation>
    </message>
    <message>
        <source>{path} says that it is {said}, not {repo}. Leave the name out, or name another folder.</source>
        <translation>{path} 自称是 {said}，而不是 {repo}。请省略名称，或指定其他文件夹。</translation>
    </message>
    <message>
        <source>Nothing in {path} says which commit it is, and a cache keeps files by their commit. Name it with --revision: the whole id, as the repo&apos;s page shows it.</source>
        <translation>{path} 中没有说明它是哪个提交，而缓存按提交保存文件。请用 --revision 给出完整的提交 ID，在仓库页面上可以看到。</translation>
    </message>
    <message>
        <source>“{revision}” is no whole commit id, which has 40 digits. Copy it from the repo&apos;s page.</source>
        <translation>“{revision}”不是完整的提交 ID（应有 40 位）。请从仓库页面复制。</translation>
    </message>
    <message>
        <source>{path} says that it is commit {said}, not {revision}. Leave the revision out, or name another folder.</source>
        <translation>{path} 自称是提交 {said}，而不是 {revision}。请省略修订版，或指定其他文件夹。</translation>
    </message>
    <message>
        <source>{path} has {free:size} free and {needed:size} are to be copied there. Free some space, then import again.</source>
        <translation>{path} 剩余 {free:size}，而需要复制 {needed:size}。请腾出空间，然后再导入。</translation>
    </message>
    <message>
        <source>Nothing of {path} was taken: no file in it is what it should be ({example}). Copy the folder anew.</source>
        <translation>没有收入 {path} 的任何内容：其中没有一个文件与应有的相符（{example}）。请重新复制该文件夹。</translation>
    </message>
    <message>
        <source>{path} holds no file of {repo}. Name the folder that does.</source>
        <translation>{path} 中没有 {repo} 的文件。请指定正确的文件夹。</translation>
    </message>
    <message>
        <source>Another program is writing {path} of the same repo. Wait for it to end, then try again.</source>
        <translation>另一个程序正在写入同一仓库的 {path}。请等它结束后重试。</translation>
    </message>
    <message>
        <source>{path} is not what it should be, so it was not taken: it was changed or damaged on the way. Copy it anew, then import again.</source>
        <translation>{path} 与应有的内容不符，所以没有收入：它在途中被改动或损坏了。请重新复制，然后再导入。</translation>
    </message>
    <message>
        <source>{path} is only LFS&apos;s pointer to the file, so it was not taken. Run “git lfs pull” in the folder, then import again.</source>
        <translation>{path} 只是指向文件的 LFS 指针，所以没有收入。请在该文件夹中运行“git lfs pull”，然后再导入。</translation>
    </message>
    <message>
        <source>{path} is no regular file, or a link that leads out of the folder, so it was not taken.</source>
        <translation>{path} 不是普通文件，或是指向文件夹之外的链接，所以没有收入。</translation>
    </message>
    <message>
        <source>{path} is another file here, in the same commit, so it was not taken. The folder&apos;s notes are wrong; copy it anew.</source>
        <translation>同一提交中的 {path} 在这里是另一个文件，所以没有收入。文件夹的记录有误，请重新复制。</translation>
    </message>
    <message>
        <source>{count} file(s) of the folder are not of that commit and were left there, among them {path}.</source>
        <translation>文件夹中有 {count} 个文件不属于该提交，已留在原处，其中包括 {path}。</translation>
    </message>
    <message>
        <source>Nothing in the folder says what its {count} file(s) should be: they were taken as they are. “hf cache verify” compares them with the Hub.</source>
        <translation>文件夹中没有说明这 {count} 个文件应有的内容：已原样收入。“hf cache verify”会将它们与 Hub 对照。</translation>
    </message>
    <message>
        <source>Job {job} did nothing that could be taken back.</source>
        <translation>任务 {job} 没有可以撤销的操作。</translation>
    </message>
    <message>
        <source>The archive {path} was written by a newer Hubkeep. Update Hubkeep to use it.</source>
        <translation>归档 {path} 由更新版本的 Hubkeep 写成。请更新 Hubkeep 后再使用。</translation>
    </message>
    <message>
        <source>{path} can&apos;t be read as an archive&apos;s mark, so nothing was written there. Choose another folder, or restore that file.</source>
        <translation>{path} 无法作为归档的标记读取，因此没有在那里写入任何内容。请选择其他文件夹，或恢复该文件。</translation>
    </message>
    <message>
        <source>{path} is damaged or of a newer Hubkeep, so it was left alone. Update Hubkeep, or restore that file from a backup.</source>
        <translation>{path} 已损坏，或来自更新版本的 Hubkeep，因此未作改动。请更新 Hubkeep，或从备份恢复该文件。</translation>
    </message>
    <message>
        <source>{path} is being written by a download. Wait for it to end, then try again.</source>
        <translation>{path} 正在被下载写入。请等它结束后再试。</translation>
    </message>
    <message>
        <source>There is no archive at {path}, or its disk is not connected. Connect it, or name the folder that holds hubkeep-archive.json.</source>
        <translation>{path} 处没有归档，或其磁盘未连接。请连接磁盘，或指定包含 hubkeep-archive.json 的文件夹。</translation>
    </message>
    <message>
        <source>{count} repo(s) lead to {before}, where their archive is not any more: it is at {path}. Relink them, and programs load them again.</source>
        <translation>{count} 个仓库的链接指向 {before}，但归档已不在那里：它现在位于 {path}。请重新链接，程序即可重新加载它们。</translation>
    </message>
    <message>
        <source>{count} repo(s) were downloaded again while {path} was not connected, so {bytes:size} are twice. Put their links back to free the space here; the archive&apos;s copies are checked first.</source>
        <translation>{path} 未连接期间，{count} 个仓库被重新下载，因此有 {bytes:size} 存了两份。恢复其链接即可释放此处的空间；会先校验归档中的副本。</translation>
    </message>
    <message>
        <source>No link of this cache leads to {count} repo(s) in {path} ({bytes:size}). Adopt them to have them back, or delete them there, unless another cache or machine uses them.</source>
        <translation>{path} 中有 {count} 个仓库（{bytes:size}）没有任何来自此缓存的链接。可以接入它们以重新使用，或在归档中删除，除非另有缓存或机器在使用。</translation>
    </message>
    <message>
        <source>{count} archived file(s) are not what was archived, among them {path}. The copies in the cache stay; archive them anew, and check that disk.</source>
        <translation>{count} 个已归档的文件与归档时不同，其中包括 {path}。缓存中的副本予以保留；请重新归档，并检查该磁盘。</translation>
    </message>
    <message>
        <source>A link of this cache leads to all that {path} has of {what}, so none of it was deleted. Restore or remove the repo instead.</source>
        <translation>{path} 中 {what} 的全部内容都有此缓存的链接指向，因此未删除任何内容。请改为恢复或删除该仓库。</translation>
    </message>
    <message>
        <source>{path} is a bucket, and whoever else uses it can&apos;t be known, so nothing was deleted. Delete the objects with your storage&apos;s own tools.</source>
        <translation>{path} 是存储桶，无法得知还有谁在使用，因此未删除任何内容。请使用存储服务自带的工具删除对象。</translation>
    </message>
    <message>
        <source>The archive {path} has nothing of {what}. Look again what it has.</source>
        <translation>归档 {path} 中没有 {what} 的任何内容。请重新查看其中有什么。</translation>
    </message>
    <message>
        <source>{path} is on a volume without symbolic links, so archived repos can&apos;t be entered there. Switch them on (on Windows: Developer Mode), or copy the files back from the archive.</source>
        <translation>{path} 所在的卷不支持符号链接，因此无法将归档的仓库登记到那里。请启用符号链接（Windows 上为开发人员模式），或从归档中复制回文件。</translation>
    </message>
    <message>
        <source>{to} lies in the cache itself. Choose a folder outside of it, best on another volume.</source>
        <translation>{to} 位于缓存内部。请选择缓存之外的文件夹，最好在另一个卷上。</translation>
    </message>
    <message>
        <source>{to} is a cache of its own. Choose another folder for the archive.</source>
        <translation>{to} 本身就是一个缓存。请为归档选择其他文件夹。</translation>
    </message>
    <message>
        <source>{to} is no folder. Choose a folder for the archive.</source>
        <translation>{to} 不是文件夹。请为归档选择一个文件夹。</translation>
    </message>
    <message>
        <source>{path} is there already and not from Hubkeep. Choose an empty folder, or one that holds an archive.</source>
        <translation>{path} 已经存在，且不是 Hubkeep 写入的。请选择一个空文件夹，或已包含归档的文件夹。</translation>
    </message>
    <message>
        <source>{to} has {free:size} free and {needed:size} are needed. Free some space there first, or choose fewer repos.</source>
        <translation>{to} 剩余 {free:size}，而需要 {needed:size}。请先在那里腾出空间，或少选一些仓库。</translation>
    </message>
    <message>
        <source>Links can&apos;t be made in {path}, so nothing would lead programs to an archive. Turn on Developer Mode in Windows&apos; settings and try again.</source>
        <translation>无法在 {path} 中创建链接，程序将找不到归档中的文件。请在 Windows 设置中打开开发人员模式后再试。</translation>
    </message>
    <message>
        <source>The archive {path} is not where it was a moment ago. Connect its disk and try again; nothing was lost.</source>
        <translation>归档 {path} 已不在刚才的位置。请连接它所在的磁盘后再试；没有丢失任何内容。</translation>
    </message>
    <message>
        <source>{count} file(s) hold wrong bytes, among them {path}, and stay in the cache; {moved:size} were archived. Repair the repo, then archive it again.</source>
        <translation>{count} 个文件内容有误（如 {path}），留在缓存中；已归档 {moved:size}。请先修复仓库，再重新归档。</translation>
    </message>
    <message>
        <source>{count} file(s), {bytes:size}, are in an archive already.</source>
        <translation>{count} 个文件（{bytes:size}）已在归档中。</translation>
    </message>
    <message>
        <source>{count} file(s), among them {path}, have lost their bytes or lead elsewhere. Repair the repo first.</source>
        <translation>{count} 个文件（如 {path}）已丢失内容或指向别处。请先修复仓库。</translation>
    </message>
    <message>
        <source>{count} file(s), {bytes:size}, among them {path}, have names that say nothing of their contents, so that a copy could not be checked. They stay.</source>
        <translation>{count} 个文件（{bytes:size}，如 {path}）的名称与内容无关，副本无法校验，因此保留在原处。</translation>
    </message>
    <message>
        <source>{count} file(s), {bytes:size}, among them {path}, have a second name elsewhere, so that moving them would free nothing. Delete the other name first, or leave them.</source>
        <translation>{count} 个文件（{bytes:size}，如 {path}）在别处还有另一个名称（硬链接），移走不会释放空间。请先删除另一个名称，或保持不变。</translation>
    </message>
    <message>
        <source>{count} file(s), {bytes:size}, stand in the revisions themselves, without links, so that programs could not find them in an archive. Export the repo to a folder and delete it here, or download it again where links can be made.</source>
        <translation>{count} 个文件（{bytes:size}）直接放在修订版本中，没有使用链接，程序无法在归档中找到它们。请将仓库导出到文件夹后在此删除，或在可以创建链接的地方重新下载。</translation>
    </message>
    <message>
        <source>No file is {smallest:size} or larger, so all of it stays in the cache.</source>
        <translation>没有达到 {smallest:size} 的文件，因此全部留在缓存中。</translation>
    </message>
    <message>
        <source>{to} is on the volume of the cache, so that nothing is freed. Choose a folder on another volume.</source>
        <translation>{to} 与缓存在同一个卷上，不会释放空间。请选择另一个卷上的文件夹。</translation>
    </message>
    <message>
        <source>{path} is named after no repo that the Hub could have, so it stays.</source>
        <translation>{path} 的名称不对应 Hub 上任何可能的仓库，因此保留在原处。</translation>
    </message>
    <message>
        <source>{repo} has nothing in an archive.</source>
        <translation>{repo} 没有任何内容在归档中。</translation>
    </message>
    <message>
        <source>{count} file(s) of the archive hold wrong bytes, among them {path}, so they were not brought back; {moved:size} were. Repair the repo: just those are fetched again.</source>
        <translation>归档中有 {count} 个文件内容有误（如 {path}），因此没有取回；已取回 {moved:size}。请修复仓库：只会重新下载这些文件。</translation>
    </message>
    <message>
        <source>{path} has {free:size} free and {needed:size} are needed. Free some space there first, or restore fewer repos.</source>
        <translation>{path} 剩余 {free:size}，而需要 {needed:size}。请先在那里腾出空间，或少恢复一些仓库。</translation>
    </message>
    <message>
        <source>“{what}” is no address of a bucket. Write it like s3://bucket/prefix, and nothing of a login.</source>
        <translation>“{what}”不是存储桶地址。请写成 s3://bucket/prefix 的形式，不要包含任何登录信息。</translation>
    </message>
    <message>
        <source>“{what}” is no address of an S3 server. Write it like https://minio.example.org:9000.</source>
        <translation>“{what}”不是 S3 服务器地址。请写成 https://minio.example.org:9000 的形式。</translation>
    </message>
    <message>
        <source>{host} would be reached without encryption, so anyone on the way could read and change what goes there. Write https:// in front; http:// is for your own network.</source>
        <translation>与 {host} 的连接未加密，途中任何人都能读取和篡改内容。请在前面写 https://；http:// 只用于自己的网络。</translation>
    </message>
    <message>
        <source>“{what}” is no name of a region. Write it like eu-central-1.</source>
        <translation>“{what}”不是区域名称。请写成 eu-central-1 的形式。</translation>
    </message>
    <message>
        <source>{bucket} is known at several servers, {first} and {second} among them. Name the one that is meant: {bucket}?endpoint=…</source>
        <translation>多台服务器上都有 {bucket}，其中包括 {first} 和 {second}。请指明是哪一台：{bucket}?endpoint=…</translation>
    </message>
    <message>
        <source>No keys for the bucket {bucket} ({reason}). Keep them with “hubkeep bucket login”, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.</source>
        <translation>没有存储桶 {bucket} 的密钥（{reason}）。请用“hubkeep bucket login”保存，或设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY。</translation>
    </message>
    <message>
        <source>These are no keys of a bucket: one is empty, or holds spaces or signs that no key has. Copy both again from the server&apos;s console.</source>
        <translation>这不是存储桶的密钥：其中一项为空，或含有空格或密钥中不会出现的字符。请从服务器控制台重新复制这两项。</translation>
    </message>
    <message>
        <source>No keyring of the system answers, so Hubkeep keeps no keys. Unlock it and try again, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: Hubkeep uses those too.</source>
        <translation>系统钥匙串没有响应，因此 Hubkeep 不保存密钥。请解锁后重试，或设置 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY，Hubkeep 也会使用它们。</translation>
    </message>
    <message>
        <source>{host} has no bucket {bucket}. Check the spelling and the server, or create it there first.</source>
        <translation>{host} 上没有存储桶 {bucket}。请检查拼写和服务器，或先在那里创建。</translation>
    </message>
    <message>
        <source>{host} does not know the access key. Check the key, and that it is of this server; keep it anew with “hubkeep bucket login”.</source>
        <translation>{host} 不认识该访问密钥。请检查密钥是否正确、是否属于这台服务器，然后用“hubkeep bucket login”重新保存。</translation>
    </message>
    <message>
        <source>{host} knows the access key, but the secret that belongs to it is another one. Keep both anew with “hubkeep bucket login”.</source>
        <translation>{host} 认识该访问密钥，但与之对应的私密密钥不符。请用“hubkeep bucket login”重新保存这两项。</translation>
    </message>
    <message>
        <source>The keys for {host} have expired. Log in anew (such as with “aws sso login”), or keep lasting ones with “hubkeep bucket login”.</source>
        <translation>{host} 的密钥已过期。请重新登录（例如用“aws sso login”），或用“hubkeep bucket login”保存长期有效的密钥。</translation>
    </message>
    <message>
        <source>{host} does not let these keys do this with the bucket {bucket} (status {status}: {reason}). They need to list, read, write and delete; ask who runs it.</source>
        <translation>{host} 不允许用这组密钥对存储桶 {bucket} 执行此操作（状态 {status}：{reason}）。密钥需要列举、读取、写入和删除的权限；请联系管理员。</translation>
    </message>
    <message>
        <source>The clock of this machine and that of {host} differ by too much, so nothing is accepted. Set the clock right and try again.</source>
        <translation>本机与 {host} 的时钟相差过大，所有请求都会被拒绝。请校准时钟后重试。</translation>
    </message>
    <message>
        <source>The bucket {bucket} is in another region of {host}. Name its region: s3://{bucket}?region=….</source>
        <translation>存储桶 {bucket} 位于 {host} 的另一个区域。请指明区域：s3://{bucket}?region=…。</translation>
    </message>
    <message>
        <source>The quota of the bucket {bucket} at {host} is used up. Free some space there or have it raised, then try again; nothing was lost.</source>
        <translation>{host} 上存储桶 {bucket} 的配额已用完。请在那里腾出空间或提高配额后重试；没有丢失任何内容。</translation>
    </message>
    <message>
        <source>{host} asks for fewer requests. Hubkeep goes on by itself more slowly.</source>
        <translation>{host} 要求减少请求。Hubkeep 会自动放慢速度继续。</translation>
    </message>
    <message>
        <source>{host} has trouble of its own (status {status}: {reason}). It is tried again; if that does not help, try later, and it goes on where it was.</source>
        <translation>{host} 自身出现故障（状态 {status}：{reason}）。正在重试；若无效，请稍后再试，会从中断处继续。</translation>
    </message>
    <message>
        <source>{host} refuses a request about the bucket {bucket} (status {status}: {reason}). Check that it speaks S3.</source>
        <translation>{host} 拒绝了关于存储桶 {bucket} 的请求（状态 {status}：{reason}）。请确认它支持 S3 协议。</translation>
    </message>
    <message>
        <source>{host} can&apos;t be reached ({reason}). Check the address and the network, then try again: it goes on where it was.</source>
        <translation>无法连接 {host}（{reason}）。请检查地址和网络后重试：会从中断处继续。</translation>
    </message>
    <message>
        <source>{host}: the secure connection failed ({reason}). Check the clock, and the certificates in Settings.</source>
        <translation>{host}：安全连接失败（{reason}）。请检查时钟以及“设置”中的证书。</translation>
    </message>
    <message>
        <source>{host} can&apos;t be reached through a proxy of the kind {kind}. Name an HTTP proxy in Settings, or none.</source>
        <translation>无法通过 {kind} 类型的代理连接 {host}。请在“设置”中指定 HTTP 代理，或不使用代理。</translation>
    </message>
    <message>
        <source>The bucket {bucket} does not have {name} any more: somebody deleted it there. Bring it back on the server if that keeps older versions, or download the repo anew.</source>
        <translation>存储桶 {bucket} 中已没有 {name}：有人在那里删除了它。如果服务器保留旧版本，请在服务器上恢复，或重新下载该仓库。</translation>
    </message>
    <message>
        <source>{name} in the bucket {bucket} does not hold what was put there. Nothing of it was taken over; bring an older version back on the server, or download the repo anew.</source>
        <translation>存储桶 {bucket} 中的 {name} 与当初存入的内容不符。没有采用其中任何内容；请在服务器上恢复旧版本，或重新下载该仓库。</translation>
    </message>
    <message>
        <source>The bucket {bucket} does not give back what was sent as {name}, so the file stays in the cache. Try again, or use another server.</source>
        <translation>存储桶 {bucket} 返回的内容与作为 {name} 发送的不符，因此文件保留在缓存中。请重试，或换用其他服务器。</translation>
    </message>
    <message>
        <source>The server of the bucket {bucket} forgets the upload of {name} again and again. Check its rules for uploads that are not complete, and try again.</source>
        <translation>存储桶 {bucket} 的服务器一再丢弃 {name} 的上传。请检查其针对未完成上传的规则后重试。</translation>
    </message>
    <message>
        <source>The bucket {bucket} sent another part of {name} than was asked for. Try again, or look at what stands between.</source>
        <translation>存储桶 {bucket} 发来的不是所请求的 {name} 部分。请重试，或检查中间环节。</translation>
    </message>
    <message>
        <source>{path} does not hold what its name says, so it stays in the cache. Repair the repo, then archive it.</source>
        <translation>{path} 的内容与其名称不符，因此保留在缓存中。请先修复该仓库，再归档。</translation>
    </message>
    <message>
        <source>{name} in the bucket {bucket} is damaged or of a newer Hubkeep, so it was left alone. Update Hubkeep, or bring an older version back on the server.</source>
        <translation>存储桶 {bucket} 中的 {name} 已损坏，或由更新版本的 Hubkeep 写入，因此未作改动。请更新 Hubkeep，或在服务器上恢复旧版本。</translation>
    </message>
    <message>
        <source>The bucket {bucket} holds no archive under this prefix. Check the prefix, or archive something there first.</source>
        <translation>存储桶 {bucket} 的该前缀下没有归档。请检查前缀，或先在那里归档一些内容。</translation>
    </message>
    <message>
        <source>{path} is damaged, or of a newer Hubkeep: it does not give back the bytes that were frozen. Restore that file from a backup, or delete the repo and download it anew.</source>
        <translation>{path} 已损坏，或来自更新版本的 Hubkeep：无法还原冻结前的内容。请从备份恢复该文件，或删除该仓库后重新下载。</translation>
    </message>
    <message>
        <source>{repo} has no big file that is not frozen yet.</source>
        <translation>{repo} 没有尚未冻结的大文件。</translation>
    </message>
    <message>
        <source>{path}, {bytes:size}, would hardly get smaller, so it stays as it is: what is compressed or quantized already does not freeze.</source>
        <translation>{path}（{bytes:size}）几乎无法再压缩，因此保持原样：已压缩或已量化的文件不值得冻结。</translation>
    </message>
    <message>
        <source>{path} is used by {repo} as well, so it stays as it is. Freeze both together.</source>
        <translation>{path} 同时被 {repo} 使用，因此保持原样。请将两者一起冻结。</translation>
    </message>
    <message>
        <source>{count} file(s) hold wrong bytes, among them {path}, and stay as they are; {moved:size} were frozen. Repair the repo, then freeze it again.</source>
        <translation>{count} 个文件内容有误（其中包括 {path}），保持原样；已冻结 {moved:size}。请修复该仓库，然后重新冻结。</translation>
    </message>
    <message>
        <source>{path} reads back otherwise than it was frozen: the disk or the memory is not reliable. The file itself is untouched.</source>
        <translation>{path} 冻结后读回的内容与原来不一致：磁盘或内存不可靠。文件本身未被改动。</translation>
    </message>
    <message>
        <source>{repo} has nothing that is frozen.</source>
        <translation>{repo} 没有已冻结的内容。</translation>
    </message>
    <message>
        <source>{count} frozen file(s) give wrong bytes, among them {path}, and stay as they are; {moved:size} were thawed. Repair the repo: just those are fetched again.</source>
        <translation>{count} 个冻结文件还原出的内容有误（其中包括 {path}），保持原样；已解冻 {moved:size}。请修复该仓库：只会重新下载这些文件。</translation>
    </message>
    <message>
        <source>{path} has {free:size} free and {needed:size} are needed. Free some space there first, or thaw fewer repos.</source>
        <translation>{path} 剩余 {free:size}，需要 {needed:size}。请先在那里释放一些空间，或减少要解冻的仓库。</translation>
    </message>
    <message>
        <source>{count} file(s) hold wrong bytes, among them {path}. Repair the repo: just that is fetched again.</source>
        <translation>{count} 个文件内容损坏，包括 {path}。请修复该仓库，只会重新下载损坏的部分。</translation>
    </message>
    <message>
        <source>{count} file(s) lost their bytes, among them {path}. Repair the repo to bring them back.</source>
        <translation>{count} 个文件丢失了数据，包括 {path}。修复该仓库即可找回。</translation>
    </message>
    <message>
        <source>{count} file(s) are links that leave the cache, among them {path}. They are left alone.</source>
        <translation>{count} 个文件是指向缓存之外的链接，包括 {path}。它们不会被改动。</translation>
    </message>
    <message>
        <source>The ref {ref} holds no commit. Download the repo again to write it anew.</source>
        <translation>引用 {ref} 中没有提交。重新下载该仓库可重新写入。</translation>
    </message>
    <message>
        <source>The ref {ref} names commit {commit}, which is not cached. Download it again.</source>
        <translation>引用 {ref} 指向的提交 {commit} 不在缓存中。请重新下载。</translation>
    </message>
    <message>
        <source>No revision is complete here: a download broke off, or parts were deleted by hand.</source>
        <translation>没有完整的版本：可能下载中断，或部分文件被手动删除。</translation>
    </message>
    <message>
        <source>{count} download(s) broke off, {bytes} bytes so far. Download again, or prune them.</source>
        <translation>{count} 个下载已中断，已下载 {bytes} 字节。请重新下载，或清理它们。</translation>
    </message>
    <message>
        <source>{count} thing(s) in the folder are none of the Hub&apos;s, among them {path}.</source>
        <translation>文件夹中有 {count} 项不属于 Hub，包括 {path}。</translation>
    </message>
    <message>
        <source>On disk {path}, not connected: {count} file(s). Connect it, and programs load them again.</source>
        <translation>在磁盘 {path} 上，未连接：{count} 个文件。连接该磁盘后，程序即可重新加载它们。</translation>
    </message>
    <message>
        <source>{count} file(s) are frozen, among them {path}: thaw the repo before a program can load it.</source>
        <translation>{count} 个文件已冻结，其中包括 {path}：请先解冻该仓库，程序才能加载。</translation>
    </message>
    <message>
        <source>{count} file(s) lie in the bucket {bucket}, among them {path}: restore the repo first, then programs can load it.</source>
        <translation>{count} 个文件位于存储桶 {bucket} 中，其中包括 {path}：请先恢复该仓库，程序才能加载。</translation>
    </message>
    <message>
        <source>{path} is a file that does not belong to a hub cache.</source>
        <translation>{path} 是不属于 Hub 缓存的文件。</translation>
    </message>
    <message>
        <source>{path} is a folder that does not belong to a hub cache.</source>
        <translation>{path} 是不属于 Hub 缓存的文件夹。</translation>
    </message>
    <message>
        <source>blobs/ has no marker of a shared store, so neither huggingface_hub nor Hubkeep uses it.</source>
        <translation>blobs/ 没有共享存储的标记，因此 huggingface_hub 和 Hubkeep 都不会使用它。</translation>
    </message>
    <message>
        <source>{path} is a link to {target}; links at the top of a cache are not followed.</source>
        <translation>{path} 是指向 {target} 的链接；缓存顶层的链接不会被跟随。</translation>
    </message>
    <message>
        <source>{path} is a link to {target}: a repo moved by hand. Its size is not counted here.</source>
        <translation>{path} 是指向 {target} 的链接，即手动移走的仓库，其大小不计入此处。</translation>
    </message>
    <message>
        <source>The repo names a file {path}, which would not stay in its folder. It was refused; use another repo, or tell its owner.</source>
        <translation>仓库中的文件 {path} 会写到文件夹之外，已拒绝。请使用其他仓库，或告知其所有者。</translation>
    </message>
    <message>
        <source>The repo names a file {path}, which Windows can&apos;t keep. Choose the other files without it.</source>
        <translation>仓库中的文件 {path} 无法保存在 Windows 上。请只选择其他文件。</translation>
    </message>
    <message>
        <source>{revision} can&apos;t be a revision. Write the name of a branch or tag, or a whole commit id.</source>
        <translation>{revision} 不是有效的版本。请填写分支或标签名，或完整的提交 ID。</translation>
    </message>
    <message>
        <source>{path} leads out of its folder by a link, so nothing was written there. Remove the link and try again.</source>
        <translation>{path} 经由链接指向文件夹之外，因此没有写入。请移除该链接后重试。</translation>
    </message>
    <message>
        <source>{path} is damaged in the cache: its bytes are not what they should be. Repair the repo with “hubkeep repair”, then try again.</source>
        <translation>缓存中的 {path} 已损坏：内容与应有的不符。请用“hubkeep repair”修复该仓库，然后重试。</translation>
    </message>
    <message>
        <source>“{digest}” is no hash of a file, so nothing can be kept under it. Try another mirror.</source>
        <translation>“{digest}”不是文件的哈希值，无法以它保存内容。请尝试其他镜像。</translation>
    </message>
    <message>
        <source>No archive {what} was met here yet. “hubkeep archives” lists those that were; “hubkeep adopt FOLDER” opens one that was filled elsewhere.</source>
        <translation>这里还没有见过名为 {what} 的归档。“hubkeep archives” 可列出见过的归档；“hubkeep adopt 文件夹” 可打开在别处存入内容的归档。</translation>
    </message>
    <message>
        <source>{what} is a bucket: it has no folder that could be shown.</source>
        <translation>{what} 是存储桶，没有可以显示的文件夹。</translation>
    </message>
    <message>
        <source>{path} is frozen in an archive ({target}). Thaw the repo, or delete it to download it anew.</source>
        <translation>{path} 在归档中处于冻结状态（{target}）。请解冻该仓库，或删除后重新下载。</translation>
    </message>
    <message>
        <source>{path} lies in a bucket ({target}). Restore the repo, or delete it to download it anew.</source>
        <translation>{path} 位于存储桶中（{target}）。请恢复该仓库，或删除后重新下载。</translation>
    </message>
    <message>
        <source>{path} lies in an archive that is not connected ({target}). Connect it and try again, or delete the repo to download it anew.</source>
        <translation>{path} 位于未连接的归档（{target}）中。请连接后重试，或删除该仓库后重新下载。</translation>
    </message>
    <message>
        <source>There is no cache at {path} yet. It appears with the first download.</source>
        <translation>{path} 处尚无缓存，首次下载后会自动出现。</translation>
    </message>
    <message>
        <source>The cache {path} can&apos;t be read ({reason}). Check its permissions, or choose another folder.</source>
        <translation>缓存 {path} 无法读取（{reason}）。请检查其权限，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{path} ends before its contents do: the file is incomplete. Download it again.</source>
        <translation>{path} 提前结束：文件不完整。请重新下载。</translation>
    </message>
    <message>
        <source>{path} has {extra} bytes too many at its end. Verify it or download it again.</source>
        <translation>{path} 末尾多出 {extra} 字节。请校验或重新下载。</translation>
    </message>
    <message>
        <source>{path} is not a {format} file, whatever its name says. Download it again.</source>
        <translation>{path} 实际上不是 {format} 文件，与其名称不符。请重新下载。</translation>
    </message>
    <message>
        <source>{path}: the {format} header is damaged at {where}. Verify it or download it again.</source>
        <translation>{path}：{format} 文件头在 {where} 处损坏。请校验或重新下载。</translation>
    </message>
    <message>
        <source>{path}: {format} version {version} is not known here; a newer Hubkeep may read it.</source>
        <translation>{path}：不支持 {format} 版本 {version}，更新版本的 Hubkeep 或许可以读取。</translation>
    </message>
    <message>
        <source>{path} is {size} bytes long, more than the {limit} expected of such a file; left unread.</source>
        <translation>{path} 大小为 {size} 字节，超过此类文件的上限 {limit}，未读取。</translation>
    </message>
    <message>
        <source>{path} was left unread: this repo holds more than is read for a description.</source>
        <translation>{path} 未读取：该仓库内容过多，超出了生成说明时读取的范围。</translation>
    </message>
    <message>
        <source>{path} is not valid JSON and was ignored. Verify it or download it again.</source>
        <translation>{path} 不是有效的 JSON，已忽略。请校验或重新下载。</translation>
    </message>
    <message>
        <source>{path}: the value of {key} makes no sense and was ignored.</source>
        <translation>{path}：{key} 的值无效，已忽略。</translation>
    </message>
    <message>
        <source>{path}: the block at its top is not valid YAML; licence and tags may be missing.</source>
        <translation>{path}：开头的元数据不是有效的 YAML，许可证和标签可能缺失。</translation>
    </message>
    <message>
        <source>{path}: {missing} of its {total} parts are not here. Download the rest.</source>
        <translation>{path}：共 {total} 个分片，缺少 {missing} 个。请下载其余分片。</translation>
    </message>
    <message>
        <source>{path} is not a regular file, so it was left alone.</source>
        <translation>{path} 不是普通文件，未作改动。</translation>
    </message>
    <message>
        <source>{path} is there already, so nothing was written. Move it away and try again.</source>
        <translation>{path} 已存在，未写入任何内容。请将其移走后重试。</translation>
    </message>
    <message>
        <source>{path} changed while it was copied; the copy was dropped. Try again.</source>
        <translation>{path} 在复制过程中发生变化，副本已丢弃。请重试。</translation>
    </message>
    <message>
        <source>{path}: its volume has no place for a trash. Delete it for good instead.</source>
        <translation>{path}：所在的卷无法使用回收站。请改为永久删除。</translation>
    </message>
    <message>
        <source>{path} exists again, so nothing was put back. Move it away and try again.</source>
        <translation>{path} 处已有内容，未作恢复。请将其移走后重试。</translation>
    </message>
    <message>
        <source>{path} is not in the trash any more; it was emptied or put back elsewhere.</source>
        <translation>{path} 已不在回收站中，可能已被清空或恢复到别处。</translation>
    </message>
    <message>
        <source>{path} lies in the system&apos;s own trash. Put it back or delete it from there.</source>
        <translation>{path} 位于系统回收站中。请在系统回收站中恢复或删除。</translation>
    </message>
    <message>
        <source>{path}: no file manager answered. Copy the path and open it by hand.</source>
        <translation>{path}：没有可用的文件管理器。请复制路径后手动打开。</translation>
    </message>
    <message>
        <source>{name} cannot be set: its name or its value has unsafe characters.</source>
        <translation>无法设置 {name}：名称或值中含有不安全的字符。</translation>
    </message>
    <message>
        <source>{path} changed since the preview, so nothing was written. Look again.</source>
        <translation>{path} 在预览后发生变化，未写入任何内容。请重新查看。</translation>
    </message>
    <message>
        <source>The filter does not understand “{part}”. Try a word, type:model, size&gt;10GB or read&gt;90d.</source>
        <translation>筛选条件无法识别“{part}”。请尝试关键词、type:model、size&gt;10GB 或 read&gt;90d。</translation>
    </message>
    <message>
        <source>The engine stopped before it answered and was started again. Try once more.</source>
        <translation>引擎在响应之前停止，现已重新启动。请再试一次。</translation>
    </message>
    <message>
        <source>The engine stops as soon as it starts ({reason}).</source>
        <translation>引擎一启动就停止（{reason}）。</translation>
    </message>
    <message>
        <source>No file is kept here, only the name of a commit: the files went to a folder of their own.</source>
        <translation>此处没有文件，只有提交的名称：文件已下载到单独的文件夹。</translation>
    </message>
    <message>
        <source>{path} was damaged and has been moved aside. Try again: Hubkeep begins a new one.</source>
        <translation>{path} 已损坏，现已移到一旁。请重试，Hubkeep 会新建一个。</translation>
    </message>
    <message>
        <source>{path}: its name is no valid Unicode, which Hubkeep needs of this folder. Rename it.</source>
        <translation>{path}：名称不是有效的 Unicode，而 Hubkeep 要求此文件夹的名称有效。请重命名。</translation>
    </message>
    <message>
        <source>{path} exists again, so job {job} was not undone. Move it away and try again.</source>
        <translation>{path} 处已有内容，任务 {job} 未撤销。请将其移走后重试。</translation>
    </message>
    <message>
        <source>{repo} came into use by process {pid} ({command}) meanwhile. End it, then move again: the copy in {target} is kept and goes on.</source>
        <translation>{repo} 在此期间被进程 {pid}（{command}）使用。请结束该进程后重新迁移：{target} 中的副本已保留，会从中断处继续。</translation>
    </message>
    <message>
        <source>Job {job} is not finished. Let it end or cancel it, then try again.</source>
        <translation>任务 {job} 尚未结束。请等待其结束或取消后重试。</translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message>
        <source>Queue</source>
        <translation>下载队列</translation>
    </message>
</context>
<context>
    <name>RateGraph</name>
    <message>
        <source>Rate, last 10 minutes</source>
        <translation>最近 10 分钟的速度</translation>
    </message>
    <message>
        <source>10 min ago</source>
        <translation>10 分钟前</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>{time} ago</source>
        <translation>{time}前</translation>
    </message>
    <message>
        <source>nothing was fetched</source>
        <translation>没有下载</translation>
    </message>
    <message>
        <source>peak {rate}</source>
        <translation>峰值 {rate}</translation>
    </message>
</context>
<context>
    <name>ReachedPane</name>
    <message>
        <source>Looking at what runs…</source>
        <translation>正在查看运行中的程序…</translation>
    </message>
    <message>
        <source>No program that loads models is running now.</source>
        <translation>当前没有加载模型的程序在运行。</translation>
    </message>
    <message numerus="yes">
        <source>%n running program(s) ask(s) somebody else: start it again to give it the new value.</source>
        <translation>
            <numerusform>%n 个运行中的程序使用了其他地址：重新启动后才会使用新值。</numerusform>
        </translation>
    </message>
    <message>
        <source>can&apos;t be seen</source>
        <translation>无法查看</translation>
    </message>
    <message>
        <source>of another user</source>
        <translation>属于其他用户</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>No running program needs to be started again.</source>
        <translation>没有需要重新启动的程序。</translation>
    </message>
    <message>
        <source>ignores HF_ENDPOINT</source>
        <translation>不使用 HF_ENDPOINT</translation>
    </message>
    <message>
        <source>another one: start it again</source>
        <translation>其他地址，需重新启动</translation>
    </message>
    <message>
        <source>{size} from {host}</source>
        <translation>{host} {size}</translation>
    </message>
    <message>
        <source>nothing: all of it was here</source>
        <translation>无需下载，全部已在本地</translation>
    </message>
    <message>
        <source>The last download, {repo}, got {sources}.</source>
        <translation>最近一次下载 {repo} 的数据来源：{sources}。</translation>
    </message>
    <message>
        <source>Program and process</source>
        <translation>程序与进程</translation>
    </message>
    <message>
        <source>Asks</source>
        <translation>使用地址</translation>
    </message>
    <message>
        <source>Beside what is in use</source>
        <translation>与当前地址相比</translation>
    </message>
    <message>
        <source>Running programs</source>
        <translation>运行中的程序</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查看</translation>
    </message>
</context>
<context>
    <name>RelocateDialog</name>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message numerus="yes">
        <source>{size} in %n file(s)</source>
        <translation>
            <numerusform>{size}，%Ln 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>{size}; the same disk, so nothing is copied</source>
        <translation>{size}；位于同一磁盘，无需复制</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Go on in the background</source>
        <translation>转到后台继续</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Move {size}</source>
        <translation>迁移 {size}</translation>
    </message>
    <message>
        <source>In use right now, so it can&apos;t move. Stop it first:</source>
        <translation>正在使用中，无法迁移。请先停止：</translation>
    </message>
    <message>
        <source>Programs will look for it in the old place until {variable} names the new one: tell your shells here, or set it yourself.</source>
        <translation>在 {variable} 指向新位置之前，程序仍会在原位置查找。可在此处写入 shell 配置，或自行设置。</translation>
    </message>
    <message>
        <source>Move the cache</source>
        <translation>迁移缓存</translation>
    </message>
    <message>
        <source>Move the cache to another disk</source>
        <translation>将缓存迁移到其他磁盘</translation>
    </message>
    <message>
        <source>All {count} repos go along, with every link between them.</source>
        <translation>全部 {count} 个仓库及其相互间的链接都会一并迁移。</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新文件夹</translation>
    </message>
    <message>
        <source>A path, such as /mnt/models/hub</source>
        <translation>路径，例如 /mnt/models/hub</translation>
    </message>
    <message>
        <source>Tell my shells where it is (HF_HUB_CACHE)</source>
        <translation>将新位置写入 shell 配置（HF_HUB_CACHE）</translation>
    </message>
    <message>
        <source>Lines that are added</source>
        <translation>将添加的内容</translation>
    </message>
    <message>
        <source>Every file is copied and compared before the old one goes. Whatever interrupts it, the old place stays whole until then; start it again and it goes on where it was.</source>
        <translation>每个文件都会先复制并比对，之后才移除原文件。无论因何中断，在此之前原位置都保持完整；再次开始即可从中断处继续。</translation>
    </message>
    <message>
        <source>From</source>
        <translation>原位置</translation>
    </message>
    <message>
        <source>Moves</source>
        <translation>迁移内容</translation>
    </message>
    <message>
        <source>Free there</source>
        <translation>目标剩余空间</translation>
    </message>
</context>
<context>
    <name>RoomDialog</name>
    <message>
        <source>The others set HF_ENDPOINT={endpoint}</source>
        <translation>其他计算机设置 HF_ENDPOINT={endpoint}</translation>
    </message>
    <message>
        <source>Say whom it asks and where it keeps the bytes, and the configuration appears here.</source>
        <translation>填写上游地址和存放数据的文件夹后，配置会显示在这里。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Mirror for this room</source>
        <translation>本地网络镜像</translation>
    </message>
    <message>
        <source>A mirror for the machines in this room</source>
        <translation>为本地网络的计算机搭建镜像</translation>
    </message>
    <message>
        <source>nginx keeps what one machine fetched, and every other machine gets it at the speed of the local network. Hubkeep writes the configuration; you start it.</source>
        <translation>nginx 会缓存任一计算机下载过的内容，其他计算机以局域网速度获取。Hubkeep 负责生成配置，由您启动。</translation>
    </message>
    <message>
        <source>nginx configuration</source>
        <translation>nginx 配置</translation>
    </message>
    <message>
        <source>Write it into</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>a folder, such as /etc/hubkeep-mirror</source>
        <translation>文件夹，例如 /etc/hubkeep-mirror</translation>
    </message>
    <message>
        <source>Folder to write into</source>
        <translation>写入的文件夹</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>写入</translation>
    </message>
</context>
<context>
    <name>RoomForm</name>
    <message>
        <source>Whom it asks, and where it listens</source>
        <translation>上游与监听</translation>
    </message>
    <message>
        <source>What it keeps</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>Who may ask</source>
        <translation>访问控制</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>加密</translation>
    </message>
    <message>
        <source>It asks</source>
        <translation>上游</translation>
    </message>
    <message>
        <source>Listens at</source>
        <translation>监听地址</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Is called</source>
        <translation>主机名</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Forgets after</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>网段</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户名</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>私钥</translation>
    </message>
    <message>
        <source>an address of this machine</source>
        <translation>本机的地址</translation>
    </message>
    <message>
        <source>what others call this machine</source>
        <translation>其他计算机对本机的称呼</translation>
    </message>
    <message>
        <source>empty: no login</source>
        <translation>留空则无需登录</translation>
    </message>
    <message>
        <source>a PEM file; empty: http</source>
        <translation>PEM 文件；留空则不加密</translation>
    </message>
    <message>
        <source>a PEM file</source>
        <translation>PEM 文件</translation>
    </message>
    <message>
        <source>days without use</source>
        <translation>天未使用即删除</translation>
    </message>
</context>
<context>
    <name>RoomNext</name>
    <message>
        <source>A repo is written like org/name.</source>
        <translation>仓库应写成 org/name 的形式。</translation>
    </message>
    <message>
        <source>Having nginx read it…</source>
        <translation>正在让 nginx 检查…</translation>
    </message>
    <message>
        <source>nginx takes it, and it does what it is for.</source>
        <translation>nginx 接受此配置，且工作正常。</translation>
    </message>
    <message>
        <source>nginx takes the configuration.</source>
        <translation>nginx 接受此配置。</translation>
    </message>
    <message>
        <source>It would not work like this:</source>
        <translation>此配置无法工作：</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Try it with</source>
        <translation>试用仓库</translation>
    </message>
    <message>
        <source>org/name; empty: a small public repo</source>
        <translation>org/name；留空则用一个小型公开仓库</translation>
    </message>
    <message>
        <source>Repo to try it with</source>
        <translation>用来试用的仓库</translation>
    </message>
    <message>
        <source>1. Start it on this machine</source>
        <translation>1. 在本机启动</translation>
    </message>
    <message>
        <source>2. On every other machine: use it</source>
        <translation>2. 在其他计算机上使用</translation>
    </message>
    <message>
        <source>3. From there, see how fast it is</source>
        <translation>3. 在那里测速</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>SearchPopup</name>
    <message>
        <source>Repos found</source>
        <translation>找到的仓库</translation>
    </message>
    <message>
        <source>Looking at {address}…</source>
        <translation>正在查询 {address}…</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>Nothing is called “{words}” here. Try fewer words, or look among the others above.</source>
        <translation>没有找到“{words}”。请减少关键词，或切换上方的类型。</translation>
    </message>
    <message>
        <source>Enter opens {address}</source>
        <translation>按 Enter 打开 {address}</translation>
    </message>
    <message>
        <source>Up and Down choose, Enter opens</source>
        <translation>按上下键选择，按 Enter 打开</translation>
    </message>
    <message>
        <source>found by {endpoint}</source>
        <translation>结果来自 {endpoint}</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Datasets</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Spaces</source>
        <translation>Space</translation>
    </message>
    <message>
        <source>Kernels</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>Among what to search</source>
        <translation>搜索类型</translation>
    </message>
    <message>
        <source>Open the licence page</source>
        <translation>打开许可页面</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Choices take effect at once.</source>
        <translation>更改会立即生效。</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Cache folders</source>
        <translation>缓存文件夹</translation>
    </message>
    <message>
        <source>One is shown at a time. Adding or forgetting a folder here changes nothing on disk.</source>
        <translation>每次显示其中一个。在此添加或移除文件夹不会改动磁盘上的内容。</translation>
    </message>
    <message>
        <source>Stale models</source>
        <translation>闲置模型</translation>
    </message>
    <message>
        <source>Stale when not read for</source>
        <translation>超过以下时间未读取即视为闲置</translation>
    </message>
    <message>
        <source> days</source>
        <translation> 天</translation>
    </message>
    <message>
        <source>Days until a repo counts as stale</source>
        <translation>仓库视为闲置前的天数</translation>
    </message>
    <message>
        <source>Stale repos are counted at the top of the Library.</source>
        <translation>闲置仓库的大小会显示在模型库顶部。</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Hubkeep {version}, with Qt {qt}</source>
        <translation>Hubkeep {version}，基于 Qt {qt}</translation>
    </message>
    <message>
        <source>Hubkeep is free software under the Apache License 2.0. It uses Qt and Qt for Python under the GNU LGPL version 3; you may replace them with your own builds.</source>
        <translation>Hubkeep 是以 Apache License 2.0 发布的自由软件，并依据 GNU LGPL 第 3 版使用 Qt 和 Qt for Python；您可以用自行构建的版本替换它们。</translation>
    </message>
    <message>
        <source>Open-source notices…</source>
        <translation>开源许可声明…</translation>
    </message>
    <message>
        <source>Search and filter</source>
        <translation>搜索和筛选</translation>
    </message>
    <message>
        <source>Look at the disk again</source>
        <translation>重新扫描磁盘</translation>
    </message>
    <message>
        <source>Details of the selected repo</source>
        <translation>查看所选仓库的详情</translation>
    </message>
    <message>
        <source>Delete the selection</source>
        <translation>删除所选内容</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Copy the names of the selection</source>
        <translation>复制所选仓库的名称</translation>
    </message>
    <message>
        <source>Look up the address that was copied</source>
        <translation>查询已复制的地址</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Close what lies on top, clear the search</source>
        <translation>关闭浮层，清除搜索</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>ShellsPane</name>
    <message>
        <source>Write one instead…</source>
        <translation>改为写入…</translation>
    </message>
    <message>
        <source>Take ours back…</source>
        <translation>撤销写入…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查看</translation>
    </message>
    <message numerus="yes">
        <source>Take back from %n file(s)</source>
        <translation>
            <numerusform>从 %n 个文件中撤销</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Write into %n file(s)</source>
        <translation>
            <numerusform>写入 %n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking at your shells…</source>
        <translation>正在查看您的 shell…</translation>
    </message>
    <message>
        <source>Only the lines that Hubkeep wrote go; everything else stays as it is now.</source>
        <translation>只删除 Hubkeep 写入的行，其他内容保持不变。</translation>
    </message>
    <message>
        <source>Nothing of Hubkeep&apos;s is written anywhere.</source>
        <translation>没有 Hubkeep 写入的内容。</translation>
    </message>
    <message>
        <source>HF_ENDPOINT names {host} wherever your shells and sessions look:</source>
        <translation>shell 和会话会读取的以下位置，HF_ENDPOINT 都已指向 {host}：</translation>
    </message>
    <message>
        <source>Taken back. New terminals ask huggingface.co again; what runs already keeps its value until it is started again.</source>
        <translation>已撤销。新开的终端将重新访问 huggingface.co；已在运行的程序要重新启动后才会改变。</translation>
    </message>
    <message>
        <source>Written.</source>
        <translation>已写入。</translation>
    </message>
    <message>
        <source>Open terminals, the session and programs that run keep what they were started with. Open new terminals; the session has it after the next login; “Who uses what” shows which programs to start again.</source>
        <translation>已打开的终端、当前会话和正在运行的程序仍使用启动时的值。请新开终端；会话在下次登录后生效；“使用情况”会列出需要重新启动的程序。</translation>
    </message>
    <message>
        <source>New terminals and sessions then ask {host}, and so does everything that is built on huggingface_hub. These lines would change:</source>
        <translation>此后新的终端和会话，以及所有基于 huggingface_hub 的程序都会使用 {host}。将改动以下内容：</translation>
    </message>
    <message>
        <source>What is written can be taken back exactly, here.</source>
        <translation>写入的内容可随时在此完整撤销。</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>This workstation</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>Opens the menu</source>
        <translation>打开菜单</translation>
    </message>
</context>
<context>
    <name>SnippetsPane</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>For one program alone, or for machines without Hubkeep. Nothing is written.</source>
        <translation>用于单个程序，或没有 Hubkeep 的计算机。不会写入任何文件。</translation>
    </message>
    <message>
        <source>Where it is to be pasted</source>
        <translation>粘贴位置</translation>
    </message>
    <message>
        <source>Lines to paste</source>
        <translation>要粘贴的内容</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>StaleRepos</name>
    <message numerus="yes">
        <source>and %n more, smaller ones</source>
        <translation>
            <numerusform>以及另外 %Ln 个较小的仓库</numerusform>
        </translation>
    </message>
    <message>
        <source>This volume does not note when files are read, so nothing can be said to be stale.</source>
        <translation>此卷不记录文件的读取时间，因此无法判断哪些仓库闲置。</translation>
    </message>
    <message numerus="yes">
        <source>%n repo(s), {size}. They have to be downloaded again when they are needed.</source>
        <translation>
            <numerusform>%Ln 个仓库，共 {size}。需要时须重新下载。</numerusform>
        </translation>
    </message>
    <message>
        <source>None.</source>
        <translation>无。</translation>
    </message>
    <message>
        <source>Select none</source>
        <translation>取消全选</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Not read for long</source>
        <translation>长期未读取</translation>
    </message>
    <message>
        <source>Not read for</source>
        <translation>未读取时间超过</translation>
    </message>
    <message>
        <source>days</source>
        <translation>天</translation>
    </message>
    <message>
        <source>Not read for so many days</source>
        <translation>未读取的天数</translation>
    </message>
    <message>
        <source>Repos not read for long</source>
        <translation>长期未读取的仓库</translation>
    </message>
    <message>
        <source>Repo</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Last read</source>
        <translation>最近读取</translation>
    </message>
    <message>
        <source>Frees</source>
        <translation>可释放</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Activity: {what}</source>
        <translation>任务：{what}</translation>
    </message>
    <message>
        <source>Show every job (Ctrl+J)</source>
        <translation>查看全部任务（Ctrl+J）</translation>
    </message>
    <message>
        <source>The engine has stopped</source>
        <translation>引擎已停止</translation>
    </message>
    <message>
        <source>The engine is starting again…</source>
        <translation>引擎正在重新启动…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) waiting</source>
        <translation>
            <numerusform>%n 个任务等待中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) failed</source>
        <translation>
            <numerusform>%n 个任务失败</numerusform>
        </translation>
    </message>
    <message>
        <source>Reading the cache…</source>
        <translation>正在读取缓存…</translation>
    </message>
    <message>
        <source>Checking the disk…</source>
        <translation>正在核对磁盘…</translation>
    </message>
    <message>
        <source>No cache yet</source>
        <translation>尚无缓存</translation>
    </message>
    <message>
        <source>The cache can&apos;t be read</source>
        <translation>缓存无法读取</translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation>已是最新</translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) running</source>
        <translation>
            <numerusform>%n 个任务进行中</numerusform>
        </translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
</context>
<context>
    <name>Target</name>
    <message>
        <source>Another folder…</source>
        <translation>其他文件夹…</translation>
    </message>
    <message>
        <source>A bucket…</source>
        <translation>存储桶…</translation>
    </message>
    <message>
        <source>Choose where to</source>
        <translation>选择目标</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>{name} · {size} free</source>
        <translation>{name} · 剩余 {size}</translation>
    </message>
</context>
<context>
    <name>TokenRow</name>
    <message>
        <source>in the system&apos;s keyring</source>
        <translation>保存在系统密钥环中</translation>
    </message>
    <message>
        <source>in a file</source>
        <translation>保存在文件中</translation>
    </message>
    <message>
        <source>named by the environment (HF_TOKEN)</source>
        <translation>来自环境变量 HF_TOKEN</translation>
    </message>
    <message>
        <source>that of “hf auth login”</source>
        <translation>来自“hf auth login”</translation>
    </message>
    <message>
        <source>no token of its own</source>
        <translation>没有专用令牌</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Forget the token for {endpoint}</source>
        <translation>移除 {endpoint} 的令牌</translation>
    </message>
    <message>
        <source>Send it my token</source>
        <translation>向其发送我的令牌</translation>
    </message>
    <message>
        <source>Send my token to {endpoint}</source>
        <translation>向 {endpoint} 发送我的令牌</translation>
    </message>
    <message>
        <source>Whoever runs it can then do on the Hub what your token may. Allow it only where you trust them.</source>
        <translation>其运营者将能以您的令牌在 Hub 上进行操作。仅在信任对方时才允许。</translation>
    </message>
    <message>
        <source>It is not encrypted: everybody on the way can read the token as well.</source>
        <translation>连接未加密：传输途中的任何人都能读取令牌。</translation>
    </message>
</context>
<context>
    <name>TokensSection</name>
    <message>
        <source>A token has no spaces and no accents; copy it again.</source>
        <translation>令牌不含空格和特殊字符，请重新复制。</translation>
    </message>
    <message>
        <source>No keyring answers on this machine, so Hubkeep keeps no token itself. Log in with “hf auth login” or set HF_TOKEN: Hubkeep uses what is there.</source>
        <translation>此计算机上没有可用的密钥环，因此 Hubkeep 不会自行保存令牌。请使用“hf auth login”登录或设置 HF_TOKEN，Hubkeep 会直接使用。</translation>
    </message>
    <message>
        <source>Access tokens</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>For gated and private repos. A token goes to huggingface.co, and to nobody else unasked.</source>
        <translation>用于访问需许可的仓库和私有仓库。令牌只会发送给 huggingface.co，未经允许不会发送给其他服务器。</translation>
    </message>
    <message>
        <source>Add or replace a token</source>
        <translation>添加或替换令牌</translation>
    </message>
    <message>
        <source>Whose token</source>
        <translation>令牌所属服务器</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Keep the token in the keyring</source>
        <translation>将令牌保存到密钥环</translation>
    </message>
</context>
<context>
    <name>UseChoice</name>
    <message>
        <source>Who downloads ask</source>
        <translation>下载来源</translation>
    </message>
    <message>
        <source>Downloads ask</source>
        <translation>下载来源</translation>
    </message>
    <message>
        <source>whoever is best</source>
        <translation>自动择优</translation>
    </message>
    <message>
        <source>Whoever is measured best</source>
        <translation>自动选择测速最佳者</translation>
    </message>
    <message>
        <source>huggingface.co, the official one</source>
        <translation>官方 huggingface.co</translation>
    </message>
    <message>
        <source>always</source>
        <translation>固定为</translation>
    </message>
    <message>
        <source>Always the one chosen beside</source>
        <translation>固定使用右侧所选</translation>
    </message>
    <message>
        <source>Which mirror downloads always ask</source>
        <translation>固定使用的镜像</translation>
    </message>
</context>
<context>
    <name>Verdicts</name>
    <message>
        <source>given up</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未测速</translation>
    </message>
    <message>
        <source>LAN</source>
        <translation>局域网</translation>
    </message>
    <message>
        <source>serves you</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>serves, with a catch</source>
        <translation>可用，但有问题</translation>
    </message>
    <message>
        <source>of no use</source>
        <translation>不可用</translation>
    </message>
    <message>
        <source>throttled after {size}</source>
        <translation>{size} 后限速</translation>
    </message>
    <message>
        <source>slow, 1 in {n} fails</source>
        <translation>慢，每 {n} 次失败 1 次</translation>
    </message>
    <message>
        <source>1 in {n} fails</source>
        <translation>每 {n} 次失败 1 次</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) missing</source>
        <translation>
            <numerusform>缺少 %n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>leaks your token</source>
        <translation>泄露令牌</translation>
    </message>
    <message>
        <source>no such host</source>
        <translation>域名无法解析</translation>
    </message>
    <message>
        <source>someone else&apos;s certificate</source>
        <translation>证书不符</translation>
    </message>
    <message>
        <source>encryption fails</source>
        <translation>加密失败</translation>
    </message>
    <message>
        <source>proxy refuses</source>
        <translation>代理拒绝</translation>
    </message>
    <message numerus="yes">
        <source>%n commit(s) behind</source>
        <translation>
            <numerusform>落后 %n 个提交</numerusform>
        </translation>
    </message>
    <message>
        <source>no internet</source>
        <translation>无外网</translation>
    </message>
    <message>
        <source>encryption fails here</source>
        <translation>本机加密失败</translation>
    </message>
    <message>
        <source>refuses to connect</source>
        <translation>拒绝连接</translation>
    </message>
    <message>
        <source>not reachable</source>
        <translation>无法连接</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>无响应</translation>
    </message>
    <message>
        <source>no web server</source>
        <translation>非网页服务</translation>
    </message>
    <message>
        <source>hangs up</source>
        <translation>断开连接</translation>
    </message>
    <message>
        <source>leads nowhere</source>
        <translation>跳转无效</translation>
    </message>
    <message>
        <source>asks to wait</source>
        <translation>要求等待</translation>
    </message>
    <message>
        <source>a page instead of files</source>
        <translation>返回网页</translation>
    </message>
    <message>
        <source>wants a login</source>
        <translation>需要登录</translation>
    </message>
    <message>
        <source>access denied</source>
        <translation>拒绝访问</translation>
    </message>
    <message>
        <source>failing</source>
        <translation>自身故障</translation>
    </message>
    <message>
        <source>lacks the repo</source>
        <translation>没有该仓库</translation>
    </message>
    <message>
        <source>no Hub there</source>
        <translation>不是 Hub</translation>
    </message>
    <message>
        <source>wrong bytes</source>
        <translation>数据有误</translation>
    </message>
    <message>
        <source>pointers, no files</source>
        <translation>只有指针文件</translation>
    </message>
    <message>
        <source>errors sent as files</source>
        <translation>以错误冒充文件</translation>
    </message>
    <message>
        <source>files cut short</source>
        <translation>文件不完整</translation>
    </message>
    <message>
        <source>wrong sizes</source>
        <translation>大小不符</translation>
    </message>
    <message>
        <source>other files</source>
        <translation>文件不符</translation>
    </message>
    <message>
        <source>packed parts</source>
        <translation>分段被压缩</translation>
    </message>
    <message>
        <source>wrong parts</source>
        <translation>分段有误</translation>
    </message>
    <message>
        <source>bytes blocked</source>
        <translation>数据被阻断</translation>
    </message>
    <message>
        <source>file missing</source>
        <translation>缺少文件</translation>
    </message>
    <message>
        <source>stalls</source>
        <translation>中途停滞</translation>
    </message>
    <message>
        <source>wants your consent</source>
        <translation>需要许可</translation>
    </message>
    <message>
        <source>drops your token</source>
        <translation>丢失令牌</translation>
    </message>
    <message>
        <source>names no commit</source>
        <translation>未给出提交</translation>
    </message>
    <message>
        <source>loses the commit</source>
        <translation>丢失提交信息</translation>
    </message>
    <message>
        <source>can&apos;t resume</source>
        <translation>不支持续传</translation>
    </message>
    <message>
        <source>throttled</source>
        <translation>限速</translation>
    </message>
    <message>
        <source>slow</source>
        <translation>慢</translation>
    </message>
    <message>
        <source>links expire</source>
        <translation>链接过期</translation>
    </message>
    <message>
        <source>breaks off</source>
        <translation>连接中断</translation>
    </message>
    <message>
        <source>behind</source>
        <translation>落后</translation>
    </message>
    <message>
        <source>Xet is broken</source>
        <translation>Xet 故障</translation>
    </message>
    <message>
        <source>flaky</source>
        <translation>不稳定</translation>
    </message>
    <message>
        <source>hides sizes</source>
        <translation>不提供大小</translation>
    </message>
    <message>
        <source>lists no files</source>
        <translation>不列出文件</translation>
    </message>
    <message>
        <source>lists elsewhere</source>
        <translation>列表指向别处</translation>
    </message>
    <message>
        <source>not above 50 GB</source>
        <translation>不支持 50 GB 以上</translation>
    </message>
</context>
<context>
    <name>VerifyReport</name>
    <message>
        <source>Verification</source>
        <translation>校验结果</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Files that did not pass</source>
        <translation>未通过校验的文件</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Repo</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结果</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) did not pass</source>
        <translation>
            <numerusform>%Ln 个文件未通过校验</numerusform>
        </translation>
    </message>
    <message>
        <source>All intact</source>
        <translation>全部完好</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) read, {bytes}: {ok} are what their names say.</source>
        <translation>
            <numerusform>共读取 %Ln 个文件，{bytes}：其中 {ok} 个与其名称相符。</numerusform>
        </translation>
    </message>
    <message>
        <source>Download the repo again, or delete the file: the next download brings it back whole.</source>
        <translation>请重新下载该仓库，或删除此文件：下次下载会恢复完整文件。</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) can&apos;t be checked: nothing here says what they should be.</source>
        <translation>
            <numerusform>%Ln 个文件无法校验：此处没有可供比对的信息。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) are frozen or in a bucket, and were not read.</source>
        <translation>
            <numerusform>%n 个文件已冻结或在存储桶中，未读取。</numerusform>
        </translation>
    </message>
    <message>
        <source>corrupt</source>
        <translation>损坏</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %Ln 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VolumeCard</name>
    <message>
        <source>This cache</source>
        <translation>此缓存</translation>
    </message>
    <message>
        <source>{free} free of {total}</source>
        <translation>剩余 {free}，共 {total}</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
</context>
<context>
    <name>Volumes</name>
    <message>
        <source>Disks</source>
        <translation>磁盘</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Activity</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
</TS>
