package mp3
import ("testing";"os";"encoding/binary";"math";"bufio";"path/filepath")
func TestTmp(t *testing.T){
 fs,_:=filepath.Glob("/tmp/mp3w/t/*.mp3")
 for _,n:=range fs {
  f,_:=os.Open(n); d,err:=Open(f); if err!=nil {t.Error(n,err);continue}
  t.Log(n,d.Info())
  o,_:=os.Create(n+".our"); w:=bufio.NewWriter(o)
  c:=d.Info().Channels
  dst:=[][]float32{make([]float32,1000),make([]float32,1000)}
  var b [4]byte
  for { k,err:=d.Read(dst); for i:=0;i<k;i++{for ch:=0;ch<c;ch++{binary.LittleEndian.PutUint32(b[:],math.Float32bits(dst[ch][i]));w.Write(b[:])}}
   if err!=nil {t.Log(err,d.(*Decoder).concealed,d.(*Decoder).why);break}}
  w.Flush();o.Close()
 }}
